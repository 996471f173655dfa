/** What a request may show of who makes it; a login cookie is sent by the browser itself. */
export interface Credential {
  readonly header: 'X-API-Key' | 'X-Admin-Key';
  readonly secret: string;
}

/** An answer that says no. `code` is a stable slug; `unreachable` where no answer came. */
export class ApiError extends Error {
  readonly status: number;
  readonly code: string;

  constructor(status: number, code: string, message: string) {
    super(message);
    this.name = 'ApiError';
    this.status = status;
    this.code = code;
  }
}

export type Query = Record<string, string | number | boolean | undefined>;

export interface Call {
  readonly method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly query?: Query;
  /** Sent as JSON, or as it is where it is a form. */
  readonly body?: object;
  readonly idempotencyKey?: string;
  readonly headers?: Record<string, string>;
  readonly signal?: AbortSignal;
}

export function withQuery(path: string, query: Query = {}): string {
  const given = Object.entries(query).filter(([, value]) => value !== undefined && value !== '');
  const search = new URLSearchParams(given.map(([name, value]) => [name, String(value)]));
  return given.length === 0 ? path : `${path}?${search.toString()}`;
}

/** The gateway that served this page. */
export class Http {
  readonly #credential: () => Credential | undefined;
  readonly #onUnauthorized: () => void;

  constructor(credential: () => Credential | undefined, onUnauthorized: () => void) {
    this.#credential = credential;
    this.#onUnauthorized = onUnauthorized;
  }

  /** The reply's `data`. */
  async data<T>(path: string, call: Call = {}): Promise<T> {
    const reply = await this.json<{ data: T }>(path, call);
    return reply.data;
  }

  /** The reply as it is. */
  async json<T>(path: string, call: Call = {}): Promise<T> {
    const response = await this.send(path, call);
    return (response.status === 204 ? {} : await response.json()) as T;
  }

  async blob(path: string, call: Call = {}): Promise<Blob> {
    return (await this.send(path, call)).blob();
  }

  /** @throws ApiError for every answer but 2xx */
  async send(path: string, call: Call = {}): Promise<Response> {
    const response = await this.#fetch(path, call);
    if (response.ok) {
      return response;
    }
    const error = await errorOf(response);
    if (error.status === 401) {
      this.#onUnauthorized();
    }
    throw error;
  }

  /** A stream of Server-Sent Events behind the event `last`. */
  stream(path: string, last: string, signal: AbortSignal): Promise<Response> {
    const headers: Record<string, string> = { Accept: 'text/event-stream' };
    if (last) {
      headers['Last-Event-ID'] = last;
    }
    return this.send(path, { headers, signal });
  }

  async #fetch(path: string, call: Call): Promise<Response> {
    const headers = new Headers({ Accept: 'application/json', ...call.headers });
    const credential = this.#credential();
    if (credential) {
      headers.set(credential.header, credential.secret);
    }
    if (call.idempotencyKey) {
      headers.set('Idempotency-Key', call.idempotencyKey);
    }
    const form = call.body instanceof FormData ? call.body : null;
    if (call.body && !form) {
      headers.set('Content-Type', 'application/json');
    }
    try {
      return await fetch(withQuery(path, call.query), {
        method: call.method ?? 'GET',
        headers,
        body: form ?? (call.body ? JSON.stringify(call.body) : null),
        signal: call.signal ?? null,
      });
    } catch (failure) {
      if (failure instanceof DOMException && failure.name === 'AbortError') {
        throw failure;
      }
      throw new ApiError(0, 'unreachable', 'The gateway cannot be reached');
    }
  }
}

async function errorOf(response: Response): Promise<ApiError> {
  try {
    const body = (await response.json()) as { error?: string; message?: string; code?: string };
    return new ApiError(
      response.status,
      body.code ?? `status_${response.status}`,
      body.error ?? body.message ?? response.statusText,
    );
  } catch {
    return new ApiError(response.status, `status_${response.status}`, response.statusText);
  }
}
