/** Whether the record answers what delivery asks it. */
export class RecordTrouble {
  private trouble: { readonly since: Date; readonly error: string } | undefined;

  /** Why the record cannot be read, and since when; undefined: it can. */
  get failing(): { readonly since: Date; readonly error: string } | undefined {
    return this.trouble;
  }

  recordAnswered(): void {
    this.trouble = undefined;
  }

  recordFailed(error: unknown): void {
    const said = error instanceof Error ? error.message : String(error);
    this.trouble = { since: this.trouble?.since ?? new Date(), error: said };
  }
}
