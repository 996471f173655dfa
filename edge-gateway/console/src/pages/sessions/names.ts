const NAME = /^[A-Za-z0-9._-]{1,128}$/;

/** Whether a session or a customer may be called so. */
export function isSessionName(text: string): boolean {
  return NAME.test(text);
}
