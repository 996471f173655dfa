import { useId, type ReactNode } from 'react';

export interface Series {
  readonly key: string;
  readonly label: string;
}

export interface FigureProps {
  readonly title: string;
  readonly series?: readonly Series[];
  readonly children: ReactNode;
  /** The same in a table, for those who cannot see the drawing. */
  readonly table: {
    readonly head: readonly string[];
    readonly rows: readonly (readonly string[])[];
  };
}

/** A chart with its title, its legend and its table. */
export function Figure({ title, series, children, table }: FigureProps) {
  const id = useId();
  return (
    <figure className="card chart" aria-labelledby={id}>
      <figcaption id={id} className="chart-title">
        {title}
      </figcaption>
      {series && (
        <ul className="legend" aria-hidden="true">
          {series.map(({ key, label }) => (
            <li key={key}>
              <span className={`swatch series-${key}`} />
              {label}
            </li>
          ))}
        </ul>
      )}
      <div aria-hidden="true">{children}</div>
      <div className="hidden">
        <table>
          <caption>{title}</caption>
          <thead>
            <tr>
              {table.head.map((text) => (
                <th key={text} scope="col">
                  {text}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {table.rows.map(([name, ...cells]) => (
              <tr key={name}>
                <th scope="row">{name}</th>
                {cells.map((cell, index) => (
                  <td key={table.head[index + 1]}>{cell}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </figure>
  );
}
