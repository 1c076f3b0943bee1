/** What belongs to a name: mostly one thing, so that alone costs no set. */
export class Grouping<T extends object> {
  private readonly groups = new Map<string, T | Set<T>>();

  add(name: string, thing: T): void {
    const group = this.groups.get(name);
    if (group instanceof Set) group.add(thing);
    else this.groups.set(name, group === undefined ? thing : new Set([group, thing]));
  }

  delete(name: string, thing: T): void {
    const group = this.groups.get(name);
    if (group === thing) this.groups.delete(name);
    else if (group instanceof Set && group.delete(thing) && group.size === 0) this.groups.delete(name);
  }

  of(name: string): readonly T[] {
    const group = this.groups.get(name);
    if (group === undefined) return [];
    return group instanceof Set ? [...group] : [group];
  }

  sizeOf(name: string): number {
    const group = this.groups.get(name);
    if (group === undefined) return 0;
    return group instanceof Set ? group.size : 1;
  }
}
