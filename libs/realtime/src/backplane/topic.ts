/** Who listens on a topic. */
export interface TopicListener<T> {
  /** In each sender's order, each once; never what this node said itself. */
  onNotice(payload: T, from: string): void;
  /** Something this node was told is lost for good, or may be; undefined: nobody knows whose. Read the record instead. */
  onGap(from: string | undefined): void;
}

/** What the nodes of a service say to each other under one name; payloads are JSON. */
export interface Topic<T> {
  /** Never throws and never waits: it is told by whichever carrier works. */
  publish(payload: T): void;

  /** Listens until what it returns is called. */
  subscribe(listener: TopicListener<T>): () => void;
}
