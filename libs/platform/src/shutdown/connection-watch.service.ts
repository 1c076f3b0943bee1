import { Injectable, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { type Server } from 'node:http';
import { OpenConnections } from './open-connections';

/** Watches the connections of the application's server from its first one on. */
@Injectable()
export class ConnectionWatch implements OnModuleInit {
  connections: OpenConnections;

  constructor(private readonly host: HttpAdapterHost) {}

  onModuleInit(): void {
    this.connections = new OpenConnections(this.host.httpAdapter.getHttpServer() as Server);
  }
}
