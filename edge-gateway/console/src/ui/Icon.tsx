/** Lines of 24 by 24; `mirrored` ones point the other way in right-to-left pages. */
const SHAPES = {
  sessions: 'M4 5h16v11H4zM9 20h6M12 16v4',
  overview: 'M4 20V10M10 20V4M16 20v-7M22 20H2',
  connections: 'M9 15l6-6M8 12l-2 2a3.5 3.5 0 0 0 5 5l2-2M16 12l2-2a3.5 3.5 0 0 0-5-5l-2 2',
  messages: 'M4 6h16M4 12h16M4 18h10',
  chats: 'M4 5h16v11H9l-5 4z',
  start: 'M12 3l9 5-9 5-9-5zM3 13l9 5 9-5',
  notify: 'M6 16V11a6 6 0 0 1 12 0v5l2 2H4zM10 21h4',
  send: 'M4 12l16-8-6 16-3-7z',
  people: 'M9 11a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM2 21a7 7 0 0 1 14 0M17 4a4 4 0 0 1 0 7M22 21a6 6 0 0 0-4-6',
  book: 'M5 4h11a3 3 0 0 1 3 3v13H8a3 3 0 0 1-3-3zM9 8h6M9 12h6',
  key: 'M14 10a4 4 0 1 0-4 4l8 6 2-2-2-2 1-1-2-2',
  webhook: 'M7 8a5 5 0 1 1 8 4l3 5M12 9l-4 7a3 3 0 1 0 2 3h8',
  code: 'M8 7l-5 5 5 5M16 7l5 5-5 5',
  health: 'M3 12h4l3-7 4 14 3-7h4',
  usage: 'M12 3a9 9 0 1 0 9 9h-9z',
  settings: 'M12 9a3 3 0 1 0 0 6 3 3 0 0 0 0-6zM12 2v3M12 19v3M2 12h3M19 12h3M5 5l2 2M17 17l2 2M5 19l2-2M17 7l2-2',
  audit: 'M6 3h9l4 4v14H6zM9 12h7M9 16h7M9 8h3',
  tenants: 'M4 21V9l8-6 8 6v12M9 21v-6h6v6',
  fleet: 'M4 4h16v6H4zM4 14h16v6H4zM8 7h.01M8 17h.01',
  menu: 'M4 6h16M4 12h16M4 18h16',
  close: 'M6 6l12 12M18 6L6 18',
  more: 'M5 12h.01M12 12h.01M19 12h.01',
  plus: 'M12 5v14M5 12h14',
  search: 'M11 4a7 7 0 1 0 0 14 7 7 0 0 0 0-14zM20 20l-4-4',
  refresh: 'M20 11a8 8 0 1 0-2 6M20 5v6h-6',
  check: 'M5 13l4 4L19 7',
  attach: 'M20 11l-8 8a5 5 0 0 1-7-7l8-8a3.5 3.5 0 0 1 5 5l-8 8a2 2 0 0 1-3-3l7-7',
  reply: 'M10 6L4 12l6 6M4 12h10a6 6 0 0 1 6 6',
  smile: 'M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM8 14a5 5 0 0 0 8 0M9 9h.01M15 9h.01',
  back: 'M14 6l-6 6 6 6',
  down: 'M6 9l6 6 6-6',
  copy: 'M9 9h11v11H9zM5 15H4V4h11v1',
  out: 'M14 4h5v16h-5M9 8l-4 4 4 4M5 12h10',
  theme: 'M12 3a9 9 0 1 0 0 18zM12 3a9 9 0 0 1 0 18',
  language: 'M3 12h18M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM12 3c-5 6-5 12 0 18 5-6 5-12 0-18',
  trash: 'M5 7h14M10 7V4h4v3M7 7l1 13h8l1-13',
  phone: 'M7 3h10v18H7zM11 18h2',
} as const;

export type IconName = keyof typeof SHAPES;

const MIRRORED: ReadonlySet<IconName> = new Set<IconName>(['back', 'send', 'reply', 'out', 'messages']);

/** Decoration only: what it means must stand beside it or in its button's label. */
export function Icon({ name }: { readonly name: IconName }) {
  return (
    <svg
      className={MIRRORED.has(name) ? 'icon icon-mirrored' : 'icon'}
      viewBox="0 0 24 24"
      aria-hidden="true"
      focusable="false"
    >
      <path d={SHAPES[name]} />
    </svg>
  );
}
