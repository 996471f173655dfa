export type Params = Readonly<Record<string, string | number>>;

/**
 * Fills `{name}` from `params`. Where the text has several forms, `one: … | two: … | other: …`, the
 * one for `params.count` is taken; source of the forms: Unicode CLDR plural rules.
 */
export function fill(text: string, params: Params, language: string): string {
  return form(text, params, language).replace(/\{(\w+)\}/g, (whole, name: string) => {
    const value = params[name];
    return value === undefined
      ? whole
      : typeof value === 'number'
        ? new Intl.NumberFormat(language).format(value)
        : value;
  });
}

function form(text: string, params: Params, language: string): string {
  const count = params.count;
  if (typeof count !== 'number' || !text.includes(' | ')) {
    return text;
  }
  const forms = new Map(
    text.split(' | ').map((part) => {
      const colon = part.indexOf(': ');
      return [part.slice(0, colon), part.slice(colon + 2)];
    }),
  );
  return forms.get(new Intl.PluralRules(language).select(count)) ?? forms.get('other') ?? text;
}
