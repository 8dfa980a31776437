"""The list of all tables, in the order in which they refer to each other. For migrations' tests and for dumps."""

from models.audit import AuditEntry
from models.batch import Batch, BatchPiece
from models.carrier_calls import CallBudget, OAuthToken
from models.carrier_lessons import LearntRhythm, SchemaDrift
from models.carrier_push import CarrierPush, CarrierUpdate
from models.certified_record import CertifiedRecord, RecordAddress, RecordReference
from models.consent import ConsentEvent, Suppression
from models.contact import Contact
from models.database import Table
from models.day_count import DayCount
from models.from_number import FromNumber
from models.inbound import InboundMessage
from models.inquiry import Inquiry
from models.ledger import Erasure, LedgerHead, LedgerLeaf, LedgerMark, LedgerNode
from models.long_task import LongTask, LongTaskPart
from models.mailpiece import CarrierSlice, Exchange, Mailpiece, TrackingEvent
from models.notice_type import NoticeType
from models.operator import ConsoleSession, Operator, SignInTry
from models.opt_out import OptOut, OptOutWord
from models.outbound import DeliveryAttempt, DeliveryReceipt, OutboundMessage, OutboundSubject
from models.page_link import PageLink
from models.program import Program
from models.provider_sweep import ProviderSweep
from models.question import OpenQuestion
from models.record_file import RecordFile, RecordFilePart
from models.record_import import ColumnMapping, RecordImport
from models.record_keeping import LegalHold, RetrievalDrill
from models.record_seal import RecordSeal, SealedContent
from models.record_search import SavedSearch, WordForm
from models.record_watch import AlertPhone, CalendarLink, DeskNotice, RecordDeadline, RecordTask
from models.sender import Sender
from models.sender_link import SenderLink
from models.spending import Spending
from models.subscription import Subscription
from models.tick import Tick
from models.web_request import WebRequest

ALL_TABLES: tuple[type[Table], ...] = (
    Program,
    FromNumber,
    Spending,
    Contact,
    InboundMessage,
    Sender,
    Operator,
    Mailpiece,
    Exchange,
    CarrierSlice,
    TrackingEvent,
    Batch,
    BatchPiece,
    SenderLink,
    ConsentEvent,
    Suppression,
    Subscription,
    PageLink,
    OpenQuestion,
    WebRequest,
    OutboundMessage,
    OutboundSubject,
    DeliveryReceipt,
    DeliveryAttempt,
    OAuthToken,
    CallBudget,
    CarrierPush,
    CarrierUpdate,
    SchemaDrift,
    LearntRhythm,
    ProviderSweep,
    Tick,
    Erasure,
    LedgerLeaf,
    LedgerNode,
    LedgerHead,
    LedgerMark,
    ConsoleSession,
    SignInTry,
    AuditEntry,
    Inquiry,
    LongTask,
    LongTaskPart,
    OptOut,
    OptOutWord,
    DayCount,
    NoticeType,
    CertifiedRecord,
    RecordAddress,
    RecordReference,
    RecordFile,
    RecordFilePart,
    RecordSeal,
    SealedContent,
    DeskNotice,
    RecordDeadline,
    RecordTask,
    AlertPhone,
    CalendarLink,
    LegalHold,
    RetrievalDrill,
    SavedSearch,
    WordForm,
    ColumnMapping,
    RecordImport,
)
