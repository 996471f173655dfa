import { useWords, type Language } from '../i18n';
import { Choice } from '../ui/Choice';
import { useTheme } from './theme';

const LANGUAGES = [
  { value: 'en', label: 'English' },
  { value: 'ar', label: 'العربية' },
] as const;

export function Preferences() {
  const { t, language, setLanguage } = useWords();
  const [theme, setTheme] = useTheme();
  return (
    <div className="preferences">
      <Choice<Language>
        label={t('language.label')}
        hideLabel
        value={language}
        options={LANGUAGES}
        onChange={setLanguage}
      />
      <Choice
        label={t('theme.label')}
        hideLabel
        value={theme}
        options={[
          { value: 'system', label: t('theme.system') },
          { value: 'light', label: t('theme.light') },
          { value: 'dark', label: t('theme.dark') },
        ]}
        onChange={setTheme}
      />
    </div>
  );
}
