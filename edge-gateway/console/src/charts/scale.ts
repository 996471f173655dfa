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
      // A point without neighbours is a line of no length, which round caps make visible.
      const alone = !isDrawing && (values[index + 1] ?? null) === null ? ` L${point}` : '';
      isDrawing = true;
      return `${command}${point}${alone}`;
    })
    .join('');
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
