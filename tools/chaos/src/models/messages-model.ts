import { judgeMessageLives } from './message-lives';
import { judgeStoredMessages } from './stored-messages';
import { judgeToldChanges } from './told-changes';
import { judgeToldMemberships } from './told-memberships';
import { judgeToldMessages } from './told-messages';
import { type Model } from './model';

/** What was acknowledged is there once, in its place, as it was last left, and was told to everybody it was for. */
export const messagesModel: Model = {
  subject: 'messages',
  judge: (history) => [
    ...judgeStoredMessages(history),
    ...judgeMessageLives(history),
    ...judgeToldMessages(history),
    ...judgeToldMemberships(history),
    ...judgeToldChanges(history),
  ],
};
