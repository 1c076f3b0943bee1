const secretFields = new Set([
  ...['password', 'current_password', 'new_password', 'token', 'refresh_token', 'access_token', 'code'],
  ...['challenge', 'secret', 'otpauth_uri', 'recovery_codes', 'fingerprint'],
]);
/** Shorter ones stand in a log by chance. */
const shortest = 8;

/** What clients have said and were told that no log may have. */
export class ToldSecrets {
  private readonly all = new Set<string>();

  add(secret: string): void {
    // Of what is too long for a line the beginning is enough.
    if (secret.length >= shortest) this.all.add(secret.slice(0, 200));
  }

  /** Takes those of a body, wherever in it they stand. */
  read(body: unknown): void {
    if (typeof body !== 'object' || body === null) return;
    for (const [name, value] of Object.entries(body)) {
      // What an error is called stands under the name of the code of an app, and is no secret.
      if (name === 'code' && 'error' in body) continue;
      if (secretFields.has(name)) [value].flat().forEach((one) => this.add(String(one)));
      else this.read(value);
    }
  }

  /** Which of them stand in a text. */
  in(text: string): string[] {
    return [...this.all].filter((secret) => text.includes(secret));
  }

  get count(): number {
    return this.all.size;
  }
}
