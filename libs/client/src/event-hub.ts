/** Listens to events of whoever has it; a listener that throws harms no other, and is heard of as an uncaught error. */
export class EventHub<Events extends object> {
  private readonly listeners = new Map<keyof Events, Set<(told: never) => void>>();

  /** Gives what ends it. */
  on<Name extends keyof Events>(name: Name, listener: (told: Events[Name]) => unknown): () => void {
    const all = this.listeners.get(name) ?? new Set();
    this.listeners.set(name, all.add(listener));
    return () => void all.delete(listener);
  }

  emit<Name extends keyof Events>(name: Name, told: Events[Name]): void {
    for (const listener of [...(this.listeners.get(name) ?? [])] as ((told: Events[Name]) => void)[]) {
      try {
        listener(told);
      } catch (error) {
        // As the DOM does: the bug is the listener's, and nobody else's work stops for it.
        setTimeout(() => {
          throw error;
        });
      }
    }
  }
}
