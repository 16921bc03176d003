// The answers of Gmail's interface in the SDK's own types; the contract test turns
// them into JSON schemas.
import type { gmail_v1 } from "@googleapis/gmail";

export type Message = gmail_v1.Schema$Message;
export type Draft = gmail_v1.Schema$Draft;
export type Profile = gmail_v1.Schema$Profile;
export type Thread = gmail_v1.Schema$Thread;
export type ListHistory = gmail_v1.Schema$ListHistoryResponse;
export type ListMessages = gmail_v1.Schema$ListMessagesResponse;
export type ListDrafts = gmail_v1.Schema$ListDraftsResponse;
