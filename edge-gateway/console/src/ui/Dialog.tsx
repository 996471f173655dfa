import type { ReactNode } from 'react';
import { Dialog as AriaDialog, Heading, Modal, ModalOverlay } from 'react-aria-components';
import { useWords } from '../i18n';
import { Button } from './Button';
import { useFocusGivenBack } from './focus';
import { Icon } from './Icon';

export interface DialogProps {
  readonly title: string;
  readonly isOpen: boolean;
  readonly onClose: () => void;
  readonly children: ReactNode;
  readonly role?: 'dialog' | 'alertdialog';
}

export function Dialog({ title, isOpen, onClose, children, role = 'dialog' }: DialogProps) {
  const { t } = useWords();
  return (
    <ModalOverlay
      className="overlay"
      isOpen={isOpen}
      onOpenChange={(open) => !open && onClose()}
      isDismissable={role === 'dialog'}
    >
      <Modal className="modal">
        <AriaDialog className="dialog" role={role}>
          <header className="dialog-head">
            <Heading slot="title" className="dialog-title">
              {title}
            </Heading>
            <Button look="quiet" size="icon" aria-label={t('app.close')} onPress={onClose}>
              <Icon name="close" />
            </Button>
          </header>
          {children}
          <FocusGivenBack />
        </AriaDialog>
      </Modal>
    </ModalOverlay>
  );
}

/** Ends with what the dialog shows: a dialog that is closed may stay as an element. */
function FocusGivenBack() {
  useFocusGivenBack();
  return null;
}

export interface ConfirmProps {
  readonly title: string;
  readonly text: string;
  readonly action: string;
  readonly isOpen: boolean;
  readonly isBusy?: boolean;
  readonly onConfirm: () => void;
  readonly onClose: () => void;
}

/** Asks before something that cannot be taken back. */
export function Confirm({ title, text, action, isOpen, isBusy, onConfirm, onClose }: ConfirmProps) {
  const { t } = useWords();
  return (
    <Dialog title={title} isOpen={isOpen} onClose={onClose} role="alertdialog">
      <p className="dialog-text">{text}</p>
      <footer className="dialog-foot">
        <Button onPress={onClose}>{t('app.cancel')}</Button>
        <Button look="danger" isDisabled={isBusy ?? false} onPress={onConfirm}>
          {action}
        </Button>
      </footer>
    </Dialog>
  );
}
