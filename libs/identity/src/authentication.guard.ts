import { type CanActivate, type ExecutionContext, Inject, Injectable } from '@nestjs/common';
import { errorCodes } from '@secureconnect/contracts';
import { noteCallerId, ProblemError } from '@secureconnect/platform';
import { type FastifyReply, type FastifyRequest } from 'fastify';
import { type CallerDemands } from './access-rule';
import { AccessRules } from './access-rules.service';
import { Authenticator } from './authenticator.service';
import { type Caller } from './caller';
import { noteCaller } from './current-caller.decorator';
import { IDENTITY_SETTINGS, type IdentitySettings } from './identity.options';
import { NotAllowedError } from './not-allowed.error';
import { NotAuthenticatedError } from './not-authenticated.error';
import { ReauthenticationRequiredError } from './reauthentication-required.error';
import { SecondFactorMissingError } from './second-factor-missing.error';

/** Lets a handler be called by those whom it says, and by nobody where it says nothing. */
@Injectable()
export class AuthenticationGuard implements CanActivate {
  constructor(
    private readonly rules: AccessRules,
    private readonly authenticator: Authenticator,
    @Inject(IDENTITY_SETTINGS) private readonly settings: IdentitySettings,
  ) {}

  canActivate(context: ExecutionContext): true | Promise<true> {
    const rule = this.rules.ruleOf(context.getClass(), context.getHandler());
    // What is the operator's is guarded by a guard of its own, which the rule was read from.
    if (rule?.by === 'anybody' || rule?.by === 'operator') return true;
    if (!rule || context.getType() !== 'http') throw new NotAuthenticatedError('');
    return this.admit(context, rule);
  }

  private async admit(context: ExecutionContext, demands: CallerDemands): Promise<true> {
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const { authorization } = request.headers;
    if (authorization === undefined && demands.orNobody) return true;
    try {
      const caller = await this.authenticator.authenticate(tokenIn(authorization));
      this.hold(caller, demands);
      noteCaller(request, caller);
      noteCallerId(request, caller.userId);
      this.settings.onCaller?.(caller);
      return true;
    } catch (error) {
      // RFC 9110 wants it in every 401.
      if (isUnauthorized(error))
        void context.switchToHttp().getResponse<FastifyReply>().header('www-authenticate', 'Bearer');
      throw error;
    }
  }

  private hold(caller: Caller, { roles, recentMs, mfa }: CallerDemands): void {
    if (roles && !roles.includes(caller.role)) throw new NotAllowedError('');
    const { secondFactorRoles, now } = this.settings;
    if (mfa && secondFactorRoles.includes(caller.role) && !caller.methods.includes('otp'))
      throw new SecondFactorMissingError('');
    if (recentMs !== undefined && now() - caller.authenticatedAtMs > recentMs)
      throw new ReauthenticationRequiredError('');
  }
}

const isUnauthorized = (error: unknown): boolean =>
  error instanceof ProblemError && errorCodes[error.code].status === 401;

/** From this header alone: what stands in an address is logged, and a cookie is sent by whoever makes a browser send it. */
function tokenIn(authorization: string | undefined): string {
  const [, token] = /^Bearer +(\S+)$/i.exec(authorization ?? '') ?? [];
  if (token === undefined) throw new NotAuthenticatedError('');
  return token;
}
