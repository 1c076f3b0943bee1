import { servicePorts } from '@secureconnect/contracts';
import { url, type ValuesOf } from '@secureconnect/platform';

/** Whom storage asks who may read what was sent into conversations. */
export const sharingSettings = {
  CHAT_URL: url(['http', 'https'], {
    meaning: 'where chat is found, which knows who is in a conversation',
    developmentDefault: `http://127.0.0.1:${servicePorts.chat}`,
  }),
};

/** The values of these settings. */
export type SharingValues = ValuesOf<typeof sharingSettings>;
