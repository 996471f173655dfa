export interface StatProps {
  readonly label: string;
  readonly value: string;
  readonly note?: string;
}

export function Stat({ label, value, note }: StatProps) {
  return (
    <div className="card stat">
      <dt>{label}</dt>
      <dd className="stat-value">{value}</dd>
      {note && <dd className="stat-note">{note}</dd>}
    </div>
  );
}
