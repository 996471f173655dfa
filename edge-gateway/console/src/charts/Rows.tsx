import { Figure } from './Figure';

export interface RowsProps {
  readonly title: string;
  readonly axis: string;
  readonly unit: string;
  readonly rows: readonly {
    readonly key: string;
    readonly label: string;
    /** Its colour; the key's by itself. */
    readonly tone?: string;
    readonly value: number;
    /** Behind the value, such as its share. */
    readonly note?: string;
  }[];
  readonly format: (value: number) => string;
}

/** Bars that lie, one below the other: a funnel, or how a whole is made up. */
export function Rows({ title, axis, unit, rows, format }: RowsProps) {
  const top = Math.max(1, ...rows.map(({ value }) => value));
  return (
    <Figure
      title={title}
      table={{
        head: [axis, unit],
        rows: rows.map(({ label, value, note }) => [label, `${format(value)} ${note ?? ''}`]),
      }}
    >
      <div className="rows">
        {rows.map(({ key, label, tone, value, note }) => (
          <div key={key} className="rows-row">
            <span>{label}</span>
            <span className="rows-value">
              {format(value)} {note && <span className="lead">{note}</span>}
            </span>
            <div className="rows-track">
              <div className={`series-${tone ?? key}`} style={{ inlineSize: `${(value / top) * 100}%` }} />
            </div>
          </div>
        ))}
      </div>
    </Figure>
  );
}
