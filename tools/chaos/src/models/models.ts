import { answersModel } from './answers-model';
import { callsModel } from './calls-model';
import { filesModel } from './files-model';
import { jobsModel } from './jobs-model';
import { limitsModel } from './limits-model';
import { lockoutsModel } from './lockouts-model';
import { messagesModel } from './messages-model';
import { type Model } from './model';
import { presenceModel } from './presence-model';
import { refusalsModel } from './refusals-model';
import { revocationsModel } from './revocations-model';
import { sessionsModel } from './sessions-model';

/** One for each subject, and two for what every answer is held to. */
export const models: readonly Model[] = [
  ...[sessionsModel, revocationsModel, lockoutsModel, limitsModel, messagesModel],
  ...[presenceModel, callsModel, filesModel, jobsModel, answersModel, refusalsModel],
];
