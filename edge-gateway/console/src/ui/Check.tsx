import { CheckboxButton, CheckboxField } from 'react-aria-components';
import { Icon } from './Icon';

export interface CheckProps {
  readonly label: string;
  /** Its name in a group. */
  readonly value?: string;
  readonly isSelected?: boolean;
  readonly onChange?: (isSelected: boolean) => void;
}

export function Check({ label, ...props }: CheckProps) {
  return (
    <CheckboxField {...props}>
      <CheckboxButton className="checkbox">
        <span className="checkbox-box">
          <Icon name="check" />
        </span>
        {label}
      </CheckboxButton>
    </CheckboxField>
  );
}
