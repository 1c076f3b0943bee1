/** What an error says, never nothing: where several addresses were tried, Node's own message is empty and the reasons are inside. */
export function saidBy(thrown: unknown): string {
  if (!(thrown instanceof Error)) return String(thrown);
  const { message, name, errors } = thrown as Error & { errors?: unknown };
  if (message) return message;
  return (Array.isArray(errors) ? errors.map(saidBy).join('; ') : '') || name;
}
