import { createContext, useContext, useEffect, useMemo, useState, type ReactNode } from 'react';
import { I18nProvider } from 'react-aria-components';
import { ar } from './ar';
import { en, type TextKey } from './en';
import { fill, type Params } from './format';

export type { TextKey } from './en';
export type Language = 'en' | 'ar';
export type Translate = (key: TextKey, params?: Params) => string;

/** Digits of numbers and phone numbers stay Latin in Arabic too, as in its web pages at large. */
const LOCALES: Record<Language, string> = { en: 'en-GB', ar: 'ar-u-nu-latn' };
const TEXTS: Record<Language, Record<TextKey, string>> = { en, ar };
/** Whether there are words for something whose name the API made. */
export function isTextKey(key: string): key is TextKey {
  return key in en;
}

const STORED = 'trunkline.language';

interface Words {
  readonly language: Language;
  readonly locale: string;
  readonly setLanguage: (language: Language) => void;
  readonly t: Translate;
}

const WordsContext = createContext<Words | undefined>(undefined);

function initialLanguage(): Language {
  const stored = localStorage.getItem(STORED);
  if (stored === 'en' || stored === 'ar') {
    return stored;
  }
  return navigator.language.startsWith('ar') ? 'ar' : 'en';
}

export function WordsProvider({ children }: { readonly children: ReactNode }) {
  const [language, setLanguage] = useState(initialLanguage);
  useEffect(() => {
    document.documentElement.lang = language;
    document.documentElement.dir = language === 'ar' ? 'rtl' : 'ltr';
    localStorage.setItem(STORED, language);
  }, [language]);
  const words = useMemo<Words>(
    () => ({
      language,
      locale: LOCALES[language],
      setLanguage,
      t: (key, params = {}) => fill(TEXTS[language][key], params, LOCALES[language]),
    }),
    [language],
  );
  return (
    <WordsContext value={words}>
      <I18nProvider locale={words.locale}>{children}</I18nProvider>
    </WordsContext>
  );
}

export function useWords(): Words {
  const words = useContext(WordsContext);
  if (!words) {
    throw new Error('useWords needs a WordsProvider');
  }
  return words;
}
