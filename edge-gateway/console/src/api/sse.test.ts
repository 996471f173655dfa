import { describe, expect, it } from 'vitest';
import { SseParser } from './sse';

describe('SseParser', () => {
  it('reads an event that comes in pieces', () => {
    const parser = new SseParser();
    expect(parser.push('id: 7\nevent: mess')).toEqual([]);
    expect(parser.push('age\ndata: {"a":1}\n\nid: 8\n')).toEqual([
      { id: '7', type: 'message', data: '{"a":1}' },
    ]);
    expect(parser.push('data: x\n\n')).toEqual([{ id: '8', type: 'message', data: 'x' }]);
  });

  it('joins lines of data and keeps the last id', () => {
    const parser = new SseParser();
    parser.push('id: 3\ndata: a\n\n');
    expect(parser.push('data: a\ndata: b\n\n')).toEqual([{ id: '3', type: 'message', data: 'a\nb' }]);
  });

  it('skips comments', () => {
    expect(new SseParser().push(': open\n\n')).toEqual([]);
  });

  it('takes both kinds of line ends', () => {
    expect(new SseParser().push('event: qr\r\ndata: 1\r\n\r\n')).toEqual([
      { id: '', type: 'qr', data: '1' },
    ]);
  });
});
