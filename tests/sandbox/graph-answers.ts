// The answers of Graph in the types of @microsoft/microsoft-graph-types; the contract test turns them into JSON schemas.
import type { MailFolder, Message, User } from "@microsoft/microsoft-graph-types";

export type GraphMessage = Message;
export type GraphFolder = MailFolder;
export type GraphUser = User;
