import { type Letter } from './letter';
import { type Mail, type MailValues } from './mailer';

type Letters = { readonly [T in keyof MailValues]: (values: MailValues[T], publicUrl: string) => Letter };

/** The token stands behind a #, so that no server and no log of one ever sees it. */
const linkTo = (publicUrl: string, page: string, token: string) => ({
  link: `${publicUrl.replace(/\/+$/, '')}/${page}#token=${token}`,
});

const notYou = 'If this was not you, reset your password now and end all other sessions.';

const letters: Letters = {
  verify: ({ token }, at) => ({
    subject: 'Verify your address',
    paragraphs: [
      'Hello,',
      'somebody made a SecureConnect account with this address. If it was you, verify the address here within a day:',
      linkTo(at, 'verify-email', token),
      'If it was not you, do not follow the link. Nothing else will come of it.',
    ],
  }),
  already_registered: (_values, at) => ({
    subject: 'You have an account already',
    paragraphs: [
      'Hello,',
      'somebody tried to make a SecureConnect account with this address, but there is one already. If it was you, log in; if you do not know your password any more, ask for a new one here:',
      { link: `${at.replace(/\/+$/, '')}/forgot-password` },
      'If it was not you, there is nothing to do: whoever it was has not learnt that there is an account.',
    ],
  }),
  reset: ({ name, token }, at) => ({
    subject: 'Reset your password',
    paragraphs: [
      `Hello ${name},`,
      'somebody asked for a new password for your SecureConnect account. If it was you, choose one here within an hour:',
      linkTo(at, 'reset-password', token),
      'It ends all your sessions. If it was not you, there is nothing to do: your password stays as it is.',
    ],
  }),
  password_changed: ({ name }) => ({
    subject: 'Your password was changed',
    paragraphs: [`Hello ${name},`, 'the password of your SecureConnect account was changed.', notYou],
  }),
  address_change: ({ name, token }, at) => ({
    subject: 'Confirm your new address',
    paragraphs: [
      `Hello ${name},`,
      'you asked for this to become the address of your SecureConnect account. Confirm it here within a day:',
      linkTo(at, 'verify-email', token),
      'Until then the former address stays. If it was not you, do not follow the link.',
    ],
  }),
  address_change_asked: ({ name, to }) => ({
    subject: 'Your address is to be changed',
    paragraphs: [
      `Hello ${name},`,
      `the address of your SecureConnect account is to become ${to}, once that is confirmed from there.`,
      notYou,
    ],
  }),
  address_changed: ({ name, to }) => ({
    subject: 'Your address was changed',
    paragraphs: [
      `Hello ${name},`,
      `the address of your SecureConnect account is ${to} now. No more mail comes here.`,
      'If this was not you, write to whoever runs your SecureConnect at once.',
    ],
  }),
  new_device: ({ name, device, address }) => ({
    subject: 'A new device logged in',
    paragraphs: [
      `Hello ${name},`,
      `a device that has not been seen before logged in to your SecureConnect account: ${device}, from ${address}.`,
      notYou,
    ],
  }),
  session_elsewhere: ({ name, device, address }) => ({
    subject: 'A session was used from elsewhere',
    paragraphs: [
      `Hello ${name},`,
      `somebody tried to go on with a session of your SecureConnect account from another place: ${device}, from ${address}. The password was asked for, and nobody was let in.`,
      notYou,
    ],
  }),
  login_code: ({ name, code }) => ({
    subject: 'Your code to log in',
    paragraphs: [
      `Hello ${name},`,
      'somebody logged in to your SecureConnect account with the right password, which is not enough this time. If it was you, this code lets you in; it is good for a few minutes, once:',
      code,
      'If it was not you, somebody knows your password: reset it now.',
    ],
  }),
  factor_added: ({ name }) => ({
    subject: 'A second factor was set up',
    paragraphs: [
      `Hello ${name},`,
      'an authenticator app was set up for your SecureConnect account: from now on a code of it is asked for at every login.',
      'If this was not you, somebody knows your password: write to whoever runs your SecureConnect at once.',
    ],
  }),
  factor_removed: ({ name }) => ({
    subject: 'Your second factor was taken away',
    paragraphs: [
      `Hello ${name},`,
      'the authenticator app of your SecureConnect account and its recovery codes count no more.',
      'If you do not know why, reset your password now and set a new one up.',
    ],
  }),
  recovery_code_used: ({ name }) => ({
    subject: 'A recovery code was used',
    paragraphs: [
      `Hello ${name},`,
      'one of the recovery codes of your SecureConnect account was used in the place of your authenticator app. It does not count again.',
      notYou,
    ],
  }),
  locked: ({ name, minutes }) => ({
    subject: 'Your account is locked for a while',
    paragraphs: [
      `Hello ${name},`,
      `there were too many attempts with a wrong password, so nobody can try any for ${minutes} minutes. Devices you have used before may still be let in.`,
      'If it was you and you do not know your password any more, reset it: that unlocks your account at once.',
    ],
  }),
  disabled: ({ name }) => ({
    subject: 'Your account was disabled',
    paragraphs: [
      `Hello ${name},`,
      'an administrator disabled your SecureConnect account. All its sessions have ended.',
    ],
  }),
  deleted: ({ name }) => ({
    subject: 'Your account was deleted',
    paragraphs: [
      `Hello ${name},`,
      'your SecureConnect account was deleted, and with it what it said of you.',
    ],
  }),
};

/** The words of a mail. */
export function letterOf(mail: Mail, publicUrl: string): Letter {
  const write = letters[mail.template] as (values: object, publicUrl: string) => Letter;
  return write(mail.values, publicUrl);
}
