import {
  FieldError,
  Input,
  Label,
  SearchField as AriaSearchField,
  Text,
  TextArea,
  TextField,
  type TextFieldProps,
} from 'react-aria-components';

export interface FieldProps extends Omit<TextFieldProps, 'className' | 'children'> {
  readonly label: string;
  readonly hint?: string;
  readonly placeholder?: string;
  /** More than one line. */
  readonly rows?: number;
  readonly inputMode?: 'text' | 'tel' | 'url' | 'email' | 'numeric';
}

export function Field({ label, hint, placeholder, rows, inputMode, ...props }: FieldProps) {
  return (
    <TextField {...props} className="field">
      <Label className="field-label">{label}</Label>
      {rows ? (
        <TextArea className="input" rows={rows} placeholder={placeholder} dir="auto" />
      ) : (
        <Input className="input" placeholder={placeholder} inputMode={inputMode} dir="auto" />
      )}
      {hint && (
        <Text slot="description" className="field-hint">
          {hint}
        </Text>
      )}
      <FieldError className="field-error" />
    </TextField>
  );
}

export interface SearchProps {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
}

export function Search({ label, value, onChange }: SearchProps) {
  return (
    <AriaSearchField className="search" aria-label={label} value={value} onChange={onChange}>
      <Input className="input" placeholder={label} dir="auto" />
    </AriaSearchField>
  );
}
