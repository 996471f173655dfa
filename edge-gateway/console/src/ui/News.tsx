import { useState } from 'react';

/** Tells screen readers which of the lines are new; nothing at first. */
export function News({ lines }: { readonly lines: readonly string[] }) {
  const [known, setKnown] = useState(lines);
  const [news, setNews] = useState('');
  if (lines.join('\n') !== known.join('\n')) {
    setKnown(lines);
    setNews(lines.filter((line) => !known.includes(line)).join(', '));
  }
  return (
    <p className="hidden" role="status">
      {news}
    </p>
  );
}
