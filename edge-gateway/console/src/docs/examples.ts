/** A call as a page of documentation describes it. */
export interface Example {
  readonly method: 'GET' | 'POST' | 'DELETE';
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly json?: Readonly<Record<string, unknown>>;
  /** Parts of a form; a value that begins with `@` is a file's name. */
  readonly form?: Readonly<Record<string, string>>;
}

export type ExampleLanguage = 'curl' | 'php' | 'javascript';

export function example(language: ExampleLanguage, call: Example, origin: string): string {
  switch (language) {
    case 'curl':
      return curl(call, origin);
    case 'php':
      return php(call, origin);
    case 'javascript':
      return javascript(call, origin);
  }
}

function headersOf({ headers = {}, json }: Example): [string, string][] {
  return Object.entries({ ...headers, ...(json ? { 'Content-Type': 'application/json' } : {}) });
}

/** For a shell: within single quotes only the quote itself is special. */
function shell(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}

function curl(call: Example, origin: string): string {
  const method = call.method === 'GET' ? '' : ` -X ${call.method}`;
  return [
    `curl${method} ${shell(origin + call.path)}`,
    ...headersOf(call).map(([name, value]) => `-H ${shell(`${name}: ${value}`)}`),
    ...(call.json ? [`-d ${shell(JSON.stringify(call.json))}`] : []),
    ...Object.entries(call.form ?? {}).map(([name, value]) => `-F ${shell(`${name}=${value}`)}`),
  ].join(' \\\n  ');
}

function php(call: Example, origin: string): string {
  const quoted = (text: string) => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
  const headers = headersOf(call).map(([name, value]) => quoted(`${name}: ${value}`));
  const options = [
    ...(call.method === 'GET' ? [] : [`CURLOPT_CUSTOMREQUEST => '${call.method}',`]),
    'CURLOPT_RETURNTRANSFER => true,',
    ...(headers.length > 0 ? [`CURLOPT_HTTPHEADER => [${headers.join(', ')}],`] : []),
    ...(call.json ? [`CURLOPT_POSTFIELDS => ${quoted(JSON.stringify(call.json))},`] : []),
    ...(call.form ? [`CURLOPT_POSTFIELDS => [${phpForm(call.form, quoted)}],`] : []),
  ];
  return [
    '<?php',
    `$ch = curl_init(${quoted(origin + call.path)});`,
    'curl_setopt_array($ch, [',
    ...options.map((line) => `    ${line}`),
    ']);',
    'echo curl_exec($ch);',
  ].join('\n');
}

function phpForm(form: Readonly<Record<string, string>>, quoted: (text: string) => string): string {
  return Object.entries(form)
    .map(
      ([name, value]) =>
        `${quoted(name)} => ${value.startsWith('@') ? `new CURLFile(${quoted(value.slice(1))})` : quoted(value)}`,
    )
    .join(', ');
}

function javascript(call: Example, origin: string): string {
  const text = (value: string) => JSON.stringify(value);
  const headers = headersOf(call).map(([name, value]) => `${text(name)}: ${text(value)}`);
  const form = Object.entries(call.form ?? {}).map(([name, value]) =>
    value.startsWith('@')
      ? `form.set(${text(name)}, file); // a File or Blob: ${value.slice(1)}`
      : `form.set(${text(name)}, ${text(value)});`,
  );
  const options = [
    ...(call.method === 'GET' ? [] : [`method: ${text(call.method)},`]),
    ...(headers.length > 0 ? [`headers: { ${headers.join(', ')} },`] : []),
    ...(call.json ? [`body: JSON.stringify(${JSON.stringify(call.json)}),`] : []),
    ...(call.form ? ['body: form,'] : []),
  ];
  return [
    ...(call.form ? ['const form = new FormData();', ...form] : []),
    ...(options.length > 0
      ? [
          `const reply = await fetch(${text(origin + call.path)}, {`,
          ...options.map((line) => `  ${line}`),
          '});',
        ]
      : [`const reply = await fetch(${text(origin + call.path)});`]),
    'console.log(await reply.json());',
  ].join('\n');
}
