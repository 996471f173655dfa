import { Figure, type Series } from './Figure';
import { dotPath, linePath, niceCeiling } from './scale';

export interface LinesProps {
  readonly title: string;
  readonly axis: string;
  readonly labels: readonly string[];
  readonly lines: readonly (Series & { readonly values: readonly (number | null)[] })[];
  readonly format: (value: number) => string;
  readonly none: string;
}

export function Lines({ title, axis, labels, lines, format, none }: LinesProps) {
  const top = niceCeiling(Math.max(...lines.flatMap(({ values }) => values.map((value) => value ?? 0))));
  const text = (value: number | null | undefined) => (value == null ? none : format(value));
  return (
    <Figure
      title={title}
      series={lines}
      table={{
        head: [axis, ...lines.map(({ label }) => label)],
        rows: labels.map((label, index) => [label, ...lines.map(({ values }) => text(values[index]))]),
      }}
    >
      <div className="plot">
        <div className="plot-scale">
          <span>{format(top)}</span>
          <span>{format(0)}</span>
        </div>
        <svg className="lines" viewBox="0 0 100 100" preserveAspectRatio="none">
          {lines.map(({ key, values }) => (
            <g key={key} className={`line-${key}`}>
              <path d={linePath(values, top)} />
              <path className="dots" d={dotPath(values, top)} />
            </g>
          ))}
        </svg>
      </div>
      <div className="plot-ends">
        <span>{labels[0]}</span>
        <span>{labels.at(-1)}</span>
      </div>
    </Figure>
  );
}
