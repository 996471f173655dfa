import { Label, ProgressBar } from 'react-aria-components';
import { useWords, type TextKey } from '../../i18n';
import { Icon } from '../../ui/Icon';
import { News } from '../../ui/News';
import { stepState, type HistoryProgress, type Step, type StepState } from './progress';

const SHOWN: readonly (readonly [Step, TextKey])[] = [
  ['scan', 'link.stepScan'],
  ['linked', 'link.stepLinked'],
  ['connected', 'link.stepConnected'],
  ['history', 'link.stepHistory'],
];

const STATES: Readonly<Record<StepState, TextKey>> = {
  done: 'link.stepDone',
  now: 'link.stepNow',
  next: 'link.stepNext',
};

export interface LinkStepsProps {
  readonly current: Step;
  readonly history: HistoryProgress | undefined;
}

export function LinkSteps({ current, history }: LinkStepsProps) {
  const { t } = useWords();
  return (
    <>
      <ol className="steps" aria-label={t('link.steps')}>
        {SHOWN.map(([step, text]) => {
          const state = stepState(step, current);
          return (
            <li
              key={step}
              className={`step step-${state}`}
              {...(state === 'now' ? { 'aria-current': 'step' as const } : {})}
            >
              <span className="step-mark">{state === 'done' && <Icon name="check" />}</span>
              <span>{t(text)}</span>
              <span className="hidden">{t(STATES[state])}</span>
            </li>
          );
        })}
      </ol>
      <News lines={SHOWN.filter(([step]) => step === current).map(([, text]) => t(text))} />
      {current === 'history' && (
        <ProgressBar className="progress" value={history?.percent ?? 0}>
          {({ percentage, valueText }) => (
            <>
              <div className="progress-head">
                <Label>{t('link.history')}</Label>
                <span>{valueText}</span>
              </div>
              <div className="progress-track">
                <div className="progress-bar" style={{ inlineSize: `${percentage ?? 0}%` }} />
              </div>
            </>
          )}
        </ProgressBar>
      )}
    </>
  );
}
