import { createContext, useCallback, useContext, useMemo, useState, type ReactNode } from 'react';
import { errorText } from '../app/errors';
import { useWords } from '../i18n';

interface Note {
  readonly id: number;
  readonly text: string;
  readonly isBad: boolean;
}

interface Toasts {
  readonly say: (text: string) => void;
  readonly sayFailure: (failure: unknown) => void;
}

const ToastContext = createContext<Toasts | undefined>(undefined);

const SHOWN_MS = 6000;
let lastId = 0;

/** Short notes at the page's edge; screen readers hear them as well. */
export function ToastProvider({ children }: { readonly children: ReactNode }) {
  const { t } = useWords();
  const [notes, setNotes] = useState<readonly Note[]>([]);
  const add = useCallback((text: string, isBad: boolean) => {
    const id = ++lastId;
    setNotes((all) => [...all, { id, text, isBad }]);
    setTimeout(() => setNotes((all) => all.filter((note) => note.id !== id)), SHOWN_MS);
  }, []);
  const toasts = useMemo<Toasts>(
    () => ({
      say: (text) => add(text, false),
      sayFailure: (failure) => add(errorText(failure, t), true),
    }),
    [add, t],
  );
  return (
    <ToastContext value={toasts}>
      {children}
      <div className="toasts" role="status" aria-live="polite">
        {notes.map((note) => (
          <p key={note.id} className={note.isBad ? 'toast toast-bad' : 'toast'}>
            {note.text}
          </p>
        ))}
      </div>
    </ToastContext>
  );
}

export function useToasts(): Toasts {
  const toasts = useContext(ToastContext);
  if (!toasts) {
    throw new Error('useToasts needs a ToastProvider');
  }
  return toasts;
}
