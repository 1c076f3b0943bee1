import { type DirectoryChange, type DirectoryEntry, type DirectoryStore } from './directory.store';

/** A directory, and the record behind it as somebody else changes it. */
export interface DirectoryScene {
  readonly store: () => DirectoryStore;
  /** Writes a person down, or takes her away; `false` for an address or a name that is hers no more. */
  put(entry: DirectoryEntry, email: string): Promise<DirectoryChange>;
  remove(userId: string): Promise<DirectoryChange>;
}

let people = 0;

/** A person nobody has heard of yet. */
export const person = (): { entry: DirectoryEntry; email: string } => {
  people += 1;
  const id = `0198c0de-0000-7000-8000-${String(people).padStart(12, '0')}`;
  const entry = { id, username: `ada.${people}`, displayName: 'Ada' };
  return { entry, email: `Ada.${people}@example.com` };
};

/** What every tier of the directory owes. */
export function directoryContract(scene: () => DirectoryScene): void {
  it('finds a person by address and by name, whatever the case, and nobody else', async () => {
    const { entry, email } = person();
    const { store, put } = scene();
    expect(await store().findByEmail(email)).toBeUndefined();
    await store().changed(await put(entry, email));
    expect(await store().findByEmail(email)).toEqual(entry);
    expect(await store().findByEmail(` ${email.toUpperCase()} `)).toEqual(entry);
    expect(await store().findByUsername(entry.username.toUpperCase())).toEqual(entry);
    expect(await store().findByEmail(`x${email}`)).toBeUndefined();
    expect(await store().findByUsername(entry.username.slice(1))).toBeUndefined();
  });

  it('follows a change of name and of address', async () => {
    const { entry, email } = person();
    const { store, put } = scene();
    await store().changed(await put(entry, email));
    await Promise.all([store().findByEmail(email), store().findByUsername(entry.username)]);
    const renamed = { ...entry, username: `${entry.username}.new`, displayName: null };
    await store().changed(await put(renamed, `new.${email}`));
    expect(await store().findByUsername(entry.username)).toBeUndefined();
    expect(await store().findByEmail(email)).toBeUndefined();
    expect(await store().findByUsername(renamed.username)).toEqual(renamed);
    expect(await store().findByEmail(`new.${email}`)).toEqual(renamed);
  });

  it('forgets who is gone, and gives her address to the next one', async () => {
    const [former, next] = [person(), person()];
    const { store, put, remove } = scene();
    await store().changed(await put(former.entry, former.email));
    expect(await store().findByEmail(former.email)).toEqual(former.entry);
    await store().changed(await remove(former.entry.id));
    expect(await store().findByEmail(former.email)).toBeUndefined();
    await store().changed(await put(next.entry, former.email));
    expect(await store().findByEmail(former.email)).toEqual(next.entry);
  });
}
