import { type CanActivate, type ExecutionContext, Inject, Injectable } from '@nestjs/common';
import { errorCodes } from '@secureconnect/contracts';
import { noteCallerId, ProblemError } from '@secureconnect/platform';
import { type FastifyReply, type FastifyRequest } from 'fastify';
import { type CallerDemands } from './access-rule';
import { AccessRules } from './access-rules.service';
import { Authenticator } from './authenticator.service';
import { type Caller } from './caller';
import { noteCaller, notedCaller } from './current-caller.decorator';
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
    // What is the operator's, or another service's, is guarded by a guard of its own, which the rule was read from.
    if (rule && rule.by !== 'caller') return true;
    if (!rule) throw new NotAuthenticatedError('');
    return context.getType() === 'http' ? this.admit(context, rule) : this.admitSocket(context, rule);
  }

  /** Whose a socket is was found out when it was opened; whoever serves it asks with each event whether that still holds. */
  private admitSocket(context: ExecutionContext, demands: CallerDemands): true {
    const caller = notedCaller(context.switchToWs().getClient<object>());
    if (!caller) throw new NotAuthenticatedError('');
    this.hold(caller, demands);
    return true;
  }

  private admit(context: ExecutionContext, demands: CallerDemands): true | Promise<true> {
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const { authorization } = request.headers;
    if (authorization === undefined && demands.orNobody) return true;
    const letIn = (caller: Caller) => this.letIn(request, caller, demands);
    const refuse = (error: unknown) => challenge(context, error);
    try {
      const token = tokenIn(authorization);
      const known = this.authenticator.known(token);
      return known ? letIn(known) : this.authenticator.authenticate(token).then(letIn).catch(refuse);
    } catch (error) {
      return refuse(error);
    }
  }

  private letIn(request: FastifyRequest, caller: Caller, demands: CallerDemands): true {
    this.hold(caller, demands);
    noteCaller(request, caller);
    noteCallerId(request, caller.userId);
    this.settings.onCaller?.(caller);
    return true;
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

/** RFC 9110 wants it in every 401. */
function challenge(context: ExecutionContext, error: unknown): never {
  if (isUnauthorized(error))
    void context.switchToHttp().getResponse<FastifyReply>().header('www-authenticate', 'Bearer');
  throw error;
}

const isUnauthorized = (error: unknown): boolean =>
  error instanceof ProblemError && errorCodes[error.code].status === 401;

/** From this header alone: what stands in an address is logged, and a cookie is sent by whoever makes a browser send it. */
function tokenIn(authorization: string | undefined): string {
  const [, token] = /^Bearer +(\S+)$/i.exec(authorization ?? '') ?? [];
  if (token === undefined) throw new NotAuthenticatedError('');
  return token;
}
