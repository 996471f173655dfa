import { useEffect, useState } from 'react';

export type Theme = 'system' | 'light' | 'dark';

const STORED = 'trunkline.theme';

function initialTheme(): Theme {
  const stored = localStorage.getItem(STORED);
  return stored === 'light' || stored === 'dark' ? stored : 'system';
}

/** Light or dark, as the user or else the system wants it; the style sheet does the rest. */
export function useTheme(): [Theme, (theme: Theme) => void] {
  const [theme, setTheme] = useState(initialTheme);
  useEffect(() => {
    localStorage.setItem(STORED, theme);
    if (theme === 'system') {
      delete document.documentElement.dataset.theme;
    } else {
      document.documentElement.dataset.theme = theme;
    }
  }, [theme]);
  return [theme, setTheme];
}
