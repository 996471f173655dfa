import { Tab, TabList, TabPanel, Tabs } from 'react-aria-components';
import { useWords } from '../i18n';
import { Copyable } from '../ui/Copyable';
import { example, type Example, type ExampleLanguage } from './examples';

const NAMES: Readonly<Record<ExampleLanguage, string>> = {
  curl: 'curl',
  php: 'PHP',
  javascript: 'JavaScript',
};

export interface EndpointProps {
  readonly title: string;
  readonly text?: string;
  readonly call: Example;
  readonly languages: readonly ExampleLanguage[];
  /** An example of what comes back. */
  readonly reply?: unknown;
}

/** A call of an API: what it does, examples to copy, what comes back. */
export function Endpoint({ title, text, call, languages, reply }: EndpointProps) {
  const { t } = useWords();
  return (
    <section className="card endpoint" id={anchor(call)}>
      <h3>{title}</h3>
      <p className="endpoint-path" dir="ltr">
        <span className={`method method-${call.method}`}>{call.method}</span>
        <code>{call.path}</code>
      </p>
      {text && <p>{text}</p>}
      <Tabs>
        <TabList className="tabs" aria-label={t('docs.languages')}>
          {languages.map((language) => (
            <Tab key={language} id={language} className="tab">
              {NAMES[language]}
            </Tab>
          ))}
        </TabList>
        {languages.map((language) => (
          <TabPanel key={language} id={language}>
            <Copyable label={`${title}, ${NAMES[language]}`} text={example(language, call, location.origin)} />
          </TabPanel>
        ))}
      </Tabs>
      {reply !== undefined && (
        <>
          <h4>{t('docs.reply')}</h4>
          <Copyable label={`${title}, ${t('docs.reply')}`} text={JSON.stringify(reply, null, 2)} />
        </>
      )}
    </section>
  );
}

export function anchor({ method, path }: Example): string {
  return `${method}${path.split('?')[0] ?? path}`.replace(/[^A-Za-z]+/g, '-').toLowerCase();
}
