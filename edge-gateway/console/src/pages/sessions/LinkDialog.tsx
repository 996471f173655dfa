import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Tab, TabList, TabPanel, Tabs, type Key } from 'react-aria-components';
import { sessionsApi } from '../../api/sessions';
import type { Session } from '../../api/types';
import { useHttp } from '../../app/account';
import { useEvents } from '../../app/live';
import { useWords } from '../../i18n';
import { Button } from '../../ui/Button';
import { Dialog } from '../../ui/Dialog';
import { Loading, Problem } from '../../ui/states';
import { ByCode } from './ByCode';
import { ByQr } from './ByQr';
import { LinkSteps } from './LinkSteps';
import { afterEvent, currentStep, type HistoryProgress } from './progress';

/** Beside the event stream, in case it is down. */
const LOOK_MS = 2000;

export interface LinkDialogProps {
  readonly id: string;
  readonly onClose: () => void;
}

/** Links a number to a session: shows its code, then how far the link has come. */
export function LinkDialog({ id, onClose }: LinkDialogProps) {
  const { t } = useWords();
  const http = useHttp();
  const session = useQuery({
    queryKey: ['sessions', id],
    queryFn: () => sessionsApi(http).get(id),
    refetchInterval: LOOK_MS,
  });
  const [history, setHistory] = useState<HistoryProgress>();
  useEvents((event) => setHistory((before) => afterEvent(before, event, id)));

  return (
    <Dialog title={t('link.title', { name: session.data?.name ?? '' })} isOpen onClose={onClose}>
      {session.isPending && <Loading />}
      {session.isError && <Problem failure={session.error} onRetry={() => void session.refetch()} />}
      {session.data && <Linking session={session.data} history={history} onClose={onClose} />}
    </Dialog>
  );
}

interface LinkingProps {
  readonly session: Session;
  readonly history: HistoryProgress | undefined;
  readonly onClose: () => void;
}

function Linking({ session, history, onClose }: LinkingProps) {
  const { t } = useWords();
  const http = useHttp();
  const [way, setWay] = useState<Key>('qr');
  const [hasPaired, setHasPaired] = useState(false);
  if (session.phase === 'pairing' && !hasPaired) {
    setHasPaired(true);
  }
  const code = useMutation({
    mutationFn: (number: string) => sessionsApi(http).pairingCode(session.id, number),
  });
  const step = currentStep(session.phase, hasPaired || session.mobileNumber !== null, history);
  return (
    <div className="linking">
      <LinkSteps current={step} history={history} />
      {step === 'scan' && (
        <Tabs selectedKey={way} onSelectionChange={setWay}>
          <TabList className="tabs" aria-label={t('link.title', { name: session.name })}>
            <Tab className="tab" id="qr">
              {t('link.byQr')}
            </Tab>
            <Tab className="tab" id="code">
              {t('link.byCode')}
            </Tab>
          </TabList>
          <TabPanel id="qr">
            <ByQr session={session} />
          </TabPanel>
          <TabPanel id="code">
            <ByCode session={session} code={code} />
          </TabPanel>
        </Tabs>
      )}
      {(step === 'history' || step === 'done') && (
        <>
          <p className="linked" role="status" dir="auto">
            {t('link.done', { name: session.name, number: session.mobileNumber ?? '' })}
          </p>
          {step === 'history' && <p className="field-hint">{t('link.historyHint')}</p>}
          <footer className="dialog-foot">
            <Button look="primary" onPress={onClose}>
              {t('link.finish')}
            </Button>
          </footer>
        </>
      )}
    </div>
  );
}
