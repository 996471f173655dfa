import { useState, type SyntheticEvent } from 'react';
import { Form, Tab, TabList, TabPanel, Tabs } from 'react-aria-components';
import { ApiError } from '../api/http';
import { useAccount } from '../app/account';
import { Preferences } from '../app/Preferences';
import { useWords, type TextKey } from '../i18n';
import { Button } from '../ui/Button';
import { Field } from '../ui/Field';
import { Problem } from '../ui/states';

export function LoginPage({ problem }: { readonly problem: ApiError | undefined }) {
  const { t } = useWords();
  const { askAgain } = useAccount();
  return (
    <main className="login">
      <div className="login-card card">
        <h1>Trunkline</h1>
        <p className="lead">{t('login.lead')}</p>
        {problem && <Problem failure={problem} onRetry={() => void askAgain()} />}
        <Tabs>
          <TabList className="tabs" aria-label={t('login.title')}>
            <Tab className="tab" id="account">
              {t('login.withAccount')}
            </Tab>
            <Tab className="tab" id="key">
              {t('login.withKey')}
            </Tab>
          </TabList>
          <TabPanel id="account">
            <AccountForm />
          </TabPanel>
          <TabPanel id="key">
            <KeyForm />
          </TabPanel>
        </Tabs>
        <Preferences />
      </div>
    </main>
  );
}

interface Attempt {
  readonly isBusy: boolean;
  readonly problem: TextKey | undefined;
  readonly failure: unknown;
  readonly run: (event: SyntheticEvent) => void;
}

/** Signs in once and says what came of it. */
function useAttempt(signIn: () => Promise<void>, refused: (error: ApiError) => TextKey | undefined): Attempt {
  const [isBusy, setBusy] = useState(false);
  const [failure, setFailure] = useState<unknown>();
  const run = (event: SyntheticEvent) => {
    event.preventDefault();
    setBusy(true);
    setFailure(undefined);
    signIn()
      .catch(setFailure)
      .finally(() => setBusy(false));
  };
  const problem = failure instanceof ApiError ? refused(failure) : undefined;
  return { isBusy, problem, failure, run };
}

function AccountForm() {
  const { t } = useWords();
  const { signIn } = useAccount();
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const attempt = useAttempt(
    () => signIn(email, password),
    (error) =>
      error.status === 401
        ? 'login.failed'
        : error.status === 404 || error.status === 501
          ? 'login.notOffered'
          : undefined,
  );
  return (
    <Form className="form" onSubmit={attempt.run}>
      <Field
        label={t('login.email')}
        type="email"
        inputMode="email"
        autoComplete="username"
        isRequired
        value={email}
        onChange={setEmail}
      />
      <Field
        label={t('login.password')}
        type="password"
        autoComplete="current-password"
        isRequired
        value={password}
        onChange={setPassword}
      />
      <Outcome attempt={attempt} />
      <Button look="primary" type="submit" isDisabled={attempt.isBusy}>
        {t('login.submit')}
      </Button>
    </Form>
  );
}

function KeyForm() {
  const { t } = useWords();
  const { signInByKey } = useAccount();
  const [key, setKey] = useState('');
  const attempt = useAttempt(
    () => signInByKey(key.trim()),
    (error) => (error.status === 401 || error.status === 403 ? 'login.keyFailed' : undefined),
  );
  return (
    <Form className="form" onSubmit={attempt.run}>
      <Field
        label={t('login.key')}
        hint={t('login.keyHint')}
        type="password"
        autoComplete="off"
        isRequired
        value={key}
        onChange={setKey}
      />
      <Outcome attempt={attempt} />
      <Button look="primary" type="submit" isDisabled={attempt.isBusy}>
        {t('login.submit')}
      </Button>
    </Form>
  );
}

function Outcome({ attempt }: { readonly attempt: Attempt }) {
  const { t } = useWords();
  if (attempt.problem) {
    return (
      <p className="problem" role="alert">
        {t(attempt.problem)}
      </p>
    );
  }
  return attempt.failure ? <Problem failure={attempt.failure} /> : null;
}
