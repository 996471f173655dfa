import { useQueryClient, type QueryClient } from '@tanstack/react-query';
import { createContext, useContext, useEffect, useMemo, useRef, useState, type ReactNode } from 'react';
import { follow, type TrunklineEvent } from '../api/events';
import { useHttp } from './account';

type Listener = (event: TrunklineEvent) => void;

interface Live {
  readonly isLive: boolean;
  /** @returns what ends it */
  readonly listen: (listener: Listener) => () => void;
}

const LiveContext = createContext<Live | undefined>(undefined);

/** What an event makes stale, by the first part of the queries' keys. */
const STALE: Readonly<Record<string, readonly string[]>> = {
  connection: ['sessions', 'connections', 'overview', 'notify'],
  session_deleted: ['sessions', 'connections', 'overview', 'notify'],
  account_health: ['health'],
  message: ['messages', 'chats', 'overview', 'activity', 'notify', 'deliveries'],
  message_create: ['messages', 'chats', 'overview', 'activity', 'notify', 'deliveries'],
  message_ack: ['messages', 'overview', 'activity', 'notify', 'deliveries'],
  chat: ['chats'],
  history: ['chats', 'messages'],
  contact: ['chats'],
};

/** Events come in floods; what they make stale is asked for at most this often. */
const REFRESH_MS = 700;

/** Follows the tenant's events and refreshes what they changed. */
export function LiveProvider({ children }: { readonly children: ReactNode }) {
  const http = useHttp();
  const queries = useQueryClient();
  const [isLive, setLive] = useState(false);
  const listeners = useRef(new Set<Listener>());

  useEffect(() => {
    const abort = new AbortController();
    const refresh = new Refresh(queries);
    void follow(
      http,
      {
        onOpen: () => {
          setLive(true);
          // What happened while nobody listened.
          void queries.invalidateQueries();
        },
        onEvent: (event) => {
          refresh.note(STALE[event.type] ?? []);
          listeners.current.forEach((listener) => listener(event));
        },
        onClosed: () => setLive(false),
      },
      abort.signal,
    );
    return () => {
      abort.abort();
      refresh.stop();
    };
  }, [http, queries]);

  const live = useMemo<Live>(
    () => ({
      isLive,
      listen: (listener) => {
        const all = listeners.current;
        all.add(listener);
        return () => void all.delete(listener);
      },
    }),
    [isLive],
  );
  return <LiveContext value={live}>{children}</LiveContext>;
}

/** The service that answers may hear of an event a little later than the one that tells it. */
const SETTLED_MS = 500;

class Refresh {
  readonly #queries: QueryClient;
  /** When each key became stale. */
  readonly #stale = new Map<string, number>();
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(queries: QueryClient) {
    this.#queries = queries;
  }

  note(keys: readonly string[]): void {
    keys.forEach((key) => this.#stale.set(key, Date.now()));
    this.#schedule();
  }

  stop(): void {
    clearTimeout(this.#timer);
  }

  #schedule(): void {
    if (this.#stale.size > 0) {
      this.#timer ??= setTimeout(() => this.#run(), REFRESH_MS);
    }
  }

  #run(): void {
    this.#timer = undefined;
    const settled = Date.now() - SETTLED_MS;
    for (const [key, since] of this.#stale) {
      void this.#queries.invalidateQueries({ queryKey: [key] });
      if (since <= settled) {
        this.#stale.delete(key);
      }
    }
    this.#schedule();
  }
}

/** Nothing where there is no stream of events. */
export function useMaybeLive(): Live | undefined {
  return useContext(LiveContext);
}

function useLive(): Live {
  const live = useMaybeLive();
  if (!live) {
    throw new Error('useLive needs a LiveProvider');
  }
  return live;
}

/** Calls `listener` with every event while the component is shown. */
export function useEvents(listener: Listener): void {
  const { listen } = useLive();
  const latest = useRef(listener);
  useEffect(() => {
    latest.current = listener;
  });
  useEffect(() => listen((event) => latest.current(event)), [listen]);
}
