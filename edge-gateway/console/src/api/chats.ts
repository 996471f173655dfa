import type { Http } from './http';
import type { Chat, ChatLine, Page } from './types';

export interface Draft {
  readonly text: string;
  readonly file?: File | undefined;
  readonly quotedMessageId?: string | undefined;
}

const chats = (connection: string) => `/api/v1/connections/${connection}/chats`;
const lines = (connection: string, chat: string) =>
  `${chats(connection)}/${encodeURIComponent(chat)}/messages`;

function form({ text, file, quotedMessageId }: Draft & { file: File }): FormData {
  const form = new FormData();
  form.set('file', file);
  form.set('text', text);
  if (quotedMessageId) {
    form.set('quotedMessageId', quotedMessageId);
  }
  return form;
}

export const chatsApi = (http: Http) => ({
  list: async (connection: string, after?: string): Promise<Page<Chat>> => {
    const page = await http.data<{ chats: Chat[]; next: string | null }>(chats(connection), {
      query: { after, limit: 50 },
    });
    return { items: page.chats, next: page.next };
  },
  /** The newest first; the cursor is the oldest one's WhatsApp id. */
  lines: async (
    connection: string,
    chat: string,
    text: string,
    before?: string,
  ): Promise<Page<ChatLine>> => {
    const page = await http.data<{ messages: ChatLine[]; isLast: boolean }>(
      lines(connection, chat),
      { query: { before, text, limit: 50 } },
    );
    const oldest = page.messages[0];
    return {
      items: [...page.messages].reverse(),
      next: page.isLast || !oldest ? null : oldest.whatsappId,
    };
  },
  send: (connection: string, chat: string, draft: Draft) =>
    http.data<{ message: ChatLine }>(lines(connection, chat), {
      method: 'POST',
      body: draft.file
        ? form({ ...draft, file: draft.file })
        : { text: draft.text, quotedMessageId: draft.quotedMessageId },
    }),
  react: (connection: string, chat: string, whatsappId: string, emoji: string) =>
    http.json(`${lines(connection, chat)}/${encodeURIComponent(whatsappId)}/reaction`, {
      method: 'POST',
      body: { emoji },
    }),
  read: (connection: string, chat: string) =>
    http.json(`${chats(connection)}/${encodeURIComponent(chat)}/read`, { method: 'POST', body: {} }),
});
