export interface FlowProps {
  readonly title: string;
  readonly steps: readonly string[];
}

/** A diagram of steps that follow one another. */
export function Flow({ title, steps }: FlowProps) {
  return (
    <figure className="card flow-frame">
      <figcaption className="chart-title">{title}</figcaption>
      <ol className="flow">
        {steps.map((step) => (
          <li key={step}>{step}</li>
        ))}
      </ol>
    </figure>
  );
}
