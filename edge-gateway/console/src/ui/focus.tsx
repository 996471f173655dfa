import { createContext, useContext, useEffect, useRef, type ReactNode, type RefObject } from 'react';

/** What had the focus last outside of dialogs and menus. */
const OpenerContext = createContext<RefObject<HTMLElement | null>>({ current: null });

export function FocusProvider({ children }: { readonly children: ReactNode }) {
  const opener = useRef<HTMLElement>(null);
  useEffect(() => {
    const note = ({ target }: FocusEvent) => {
      if (target instanceof HTMLElement && !target.closest('.overlay, .popover')) {
        opener.current = target;
      }
    };
    document.addEventListener('focusin', note);
    return () => document.removeEventListener('focusin', note);
  }, []);
  return <OpenerContext value={opener}>{children}</OpenerContext>;
}

/** React Aria gives it back in the next frame, unless what opened the dialog was in another one. */
const GIVEN_BACK_MS = 100;

/** Gives the focus back, at the dialog's end, where nothing else has; to the content if need be. */
export function useFocusGivenBack(): void {
  const opener = useContext(OpenerContext);
  useEffect(
    () => () => {
      setTimeout(() => {
        if (document.activeElement === document.body) {
          const before = opener.current;
          (before?.isConnected ? before : document.getElementById('content'))?.focus();
        }
      }, GIVEN_BACK_MS);
    },
    [opener],
  );
}
