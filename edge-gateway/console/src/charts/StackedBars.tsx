import { Figure, type Series } from './Figure';
import { niceCeiling } from './scale';

export interface Bar {
  readonly label: string;
  readonly values: Readonly<Record<string, number>>;
}

export interface StackedBarsProps {
  readonly title: string;
  /** Heads the column of the bars' labels. */
  readonly axis: string;
  /** From the bottom up. */
  readonly series: readonly Series[];
  readonly bars: readonly Bar[];
  readonly format: (value: number) => string;
}

export function StackedBars({ title, axis, series, bars, format }: StackedBarsProps) {
  const sum = (bar: Bar) => series.reduce((total, { key }) => total + (bar.values[key] ?? 0), 0);
  const top = niceCeiling(Math.max(...bars.map(sum)));
  const share = (value: number) => `${(value / top) * 100}%`;
  return (
    <Figure
      title={title}
      series={series}
      table={{
        head: [axis, ...series.map(({ label }) => label)],
        rows: bars.map((bar) => [bar.label, ...series.map(({ key }) => format(bar.values[key] ?? 0))]),
      }}
    >
      <div className="plot">
        <div className="plot-scale">
          <span>{format(top)}</span>
          <span>{format(0)}</span>
        </div>
        <div className="bars">
          {bars.map((bar) => (
            <div key={bar.label} className="bar" title={`${bar.label}: ${format(sum(bar))}`}>
              {series.map(({ key }) => (
                <div
                  key={key}
                  className={`series-${key}`}
                  style={{ blockSize: share(bar.values[key] ?? 0) }}
                />
              ))}
            </div>
          ))}
        </div>
      </div>
      <div className="plot-ends">
        <span>{bars[0]?.label}</span>
        <span>{bars.at(-1)?.label}</span>
      </div>
    </Figure>
  );
}
