import { describe, expect, it } from 'vitest';
import { dotPath, linePath, niceCeiling } from './scale';

describe('niceCeiling', () => {
  it.each([
    [0, 1],
    [1, 1],
    [3, 5],
    [7, 10],
    [12, 20],
    [50, 50],
    [51, 100],
    [1234, 2000],
  ])('%d is below %d', (value, top) => {
    expect(niceCeiling(value)).toBe(top);
  });
});

describe('linePath', () => {
  it('goes from point to point', () => {
    expect(linePath([0, 5, 10], 10)).toBe('M0 100L50 50L100 0');
  });

  it('leaves gaps', () => {
    expect(linePath([0, null, 10], 10)).toBe('M0 100M100 0');
  });
});

describe('dotPath', () => {
  it('shows what has no neighbours', () => {
    expect(dotPath([0, null, 10], 10)).toBe('M0 100h0M100 0h0');
    expect(dotPath([0, 5, null, null], 10)).toBe('');
  });
});
