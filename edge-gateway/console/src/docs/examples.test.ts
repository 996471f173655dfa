import { describe, expect, it } from 'vitest';
import { example } from './examples';

const ORIGIN = 'http://127.0.0.1:3000';

describe('examples of a JSON call', () => {
  const call = {
    method: 'POST',
    path: '/api/send',
    headers: { 'X-API-Key': 'tlk_x' },
    json: { message: "it's" },
  } as const;

  it('for curl', () => {
    expect(example('curl', call, ORIGIN)).toBe(
      [
        "curl -X POST 'http://127.0.0.1:3000/api/send' \\",
        "  -H 'X-API-Key: tlk_x' \\",
        "  -H 'Content-Type: application/json' \\",
        `  -d '{"message":"it'\\''s"}'`,
      ].join('\n'),
    );
  });

  it('for PHP', () => {
    expect(example('php', call, ORIGIN)).toContain(
      `CURLOPT_POSTFIELDS => '{"message":"it\\'s"}',`,
    );
  });

  it('for JavaScript', () => {
    expect(example('javascript', call, ORIGIN)).toBe(
      [
        'const reply = await fetch("http://127.0.0.1:3000/api/send", {',
        '  method: "POST",',
        '  headers: { "X-API-Key": "tlk_x", "Content-Type": "application/json" },',
        `  body: JSON.stringify({"message":"it's"}),`,
        '});',
        'console.log(await reply.json());',
      ].join('\n'),
    );
  });
});

describe('examples of a form', () => {
  const call = { method: 'POST', path: '/f', form: { phone: '1', file: '@a.jpg' } } as const;

  it('name files', () => {
    expect(example('curl', call, ORIGIN)).toContain("-F 'file=@a.jpg'");
    expect(example('php', call, ORIGIN)).toContain("'file' => new CURLFile('a.jpg')");
    expect(example('javascript', call, ORIGIN)).toContain('form.set("file", file);');
  });
});

it('a call without anything is one line', () => {
  expect(example('curl', { method: 'GET', path: '/ping' }, ORIGIN)).toBe(
    "curl 'http://127.0.0.1:3000/ping'",
  );
});
