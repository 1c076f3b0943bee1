/** Whether somebody sent a file into a conversation that another may read; chat's to know. */
export abstract class ConversationShares {
  /** Rejects where chat cannot be asked and nothing fresh enough is known: then nobody is let in. */
  abstract isShared(fileId: string, ownerId: string, withUserId: string): Promise<boolean>;
}
