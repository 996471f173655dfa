/** The next number from `value` up that is easy to read: 1, 2 or 5 times a power of ten. */
export function niceCeiling(value: number): number {
  if (value <= 1) {
    return 1;
  }
  const power = 10 ** Math.floor(Math.log10(value));
  const step = [1, 2, 5, 10].find((factor) => factor * power >= value) ?? 10;
  return step * power;
}

/** A line through the values in a field of 100 by 100; gaps where a value is missing. */
export function linePath(values: readonly (number | null)[], top: number): string {
  const width = values.length > 1 ? 100 / (values.length - 1) : 0;
  let isDrawing = false;
  return values
    .map((value, index) => {
      if (value === null) {
        isDrawing = false;
        return '';
      }
      const point = `${round(index * width)} ${round(100 - (value / top) * 100)}`;
      const command = isDrawing ? 'L' : 'M';
      isDrawing = true;
      return `${command}${point}`;
    })
    .join('');
}

/** The values without neighbours, which make no line: lines of no length, for round caps to show. */
export function dotPath(values: readonly (number | null)[], top: number): string {
  const isMissing = (index: number) => (values[index] ?? null) === null;
  return linePath(
    values.map((value, index) => (isMissing(index - 1) && isMissing(index + 1) ? value : null)),
    top,
  ).replaceAll(/M[^M]+/g, '$&h0');
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
