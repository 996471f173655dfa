import type { Http } from './http';
import type { Media, Message, Page } from './types';

export interface MessageFilter {
  readonly connectionId?: string;
  readonly chat?: string;
  readonly direction?: 'in' | 'out' | '';
  readonly status?: string;
  readonly kind?: string;
  readonly text?: string;
  readonly from?: string;
  readonly to?: string;
}

export interface MessageDetails {
  readonly message: Message;
  readonly media: Media | null;
}

export const messagesApi = (http: Http) => ({
  list: async (filter: MessageFilter, after?: string, limit = 50): Promise<Page<Message>> => {
    const { messages, next } = await http.data<{ messages: Message[]; next: string | null }>(
      '/api/v1/messages',
      { query: { ...filter, after, limit } },
    );
    return { items: messages, next };
  },
  get: (id: string) => http.data<MessageDetails>(`/api/v1/messages/${id}`),
  media: (id: string) => http.blob(`/api/v1/messages/${id}/media`),
  exported: (filter: MessageFilter, format: 'csv' | 'jsonl') =>
    http.blob('/api/v1/messages/export', { query: { ...filter, format } }),
});
