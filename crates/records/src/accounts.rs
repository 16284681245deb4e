//! Accounts: who may sign in, as what, and for which teams and services.

use std::collections::BTreeSet;

use jiff::Timestamp;
use sea_orm::{ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Set};

use crate::account_history::{added, changed};
use crate::entity::{account, api_token, session};
use crate::error::there;
use crate::value::{limited, micros, required, set, set_text, time, time_if};
use crate::{Error, Link, LinkPurpose, Records, Result, Role};

/// The subject of an identity provider that an account belongs to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Oidc {
    /// The issuer's address, as in its tokens.
    pub issuer: String,
    /// The subject, unique for the issuer.
    pub subject: String,
}

/// What an administrator sets on an account.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Profile {
    /// Unique; kept in lower case without blanks around it.
    pub username: String,
    /// The name that pages show.
    pub display_name: String,
    /// Where messages would go.
    pub email: Option<String>,
    /// What the person may do.
    pub roles: BTreeSet<Role>,
    /// Of a clearing officer: the capacities, such as `legal`, `finance`, `sponsor`, `service-director`.
    pub capacities: BTreeSet<String>,
    /// Ids of the teams of the department tree that the person manages or belongs to.
    pub teams: BTreeSet<String>,
    /// Services, as the department tree names them.
    pub services: BTreeSet<String>,
    /// Of a practitioner: the worker id of the extracts.
    pub worker_id: Option<String>,
    /// Whether pages show children's names beside their ids.
    pub sees_names: bool,
    /// Who the person is at the council's identity provider.
    pub oidc: Option<Oidc>,
}

/// An account. Secrets are not part of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    /// Its number.
    pub id: i64,
    /// What an administrator set.
    pub profile: Profile,
    /// Whether a password is set. Without one, only a one-time link or the identity provider lets the person in.
    pub has_password: bool,
    /// Whether one-time codes are asked for.
    pub has_codes: bool,
    /// Raised to end all that was signed in before: a session remembers the epoch it began in.
    pub epoch: i64,
    /// When the person last signed in.
    pub signed_in_at: Option<Timestamp>,
    /// Since when the account is closed.
    pub disabled_at: Option<Timestamp>,
    /// When it was made.
    pub created_at: Timestamp,
    /// Who made it; nobody for the first.
    pub created_by: Option<i64>,
}

impl Account {
    /// Whether the person may sign in.
    pub fn is_active(&self) -> bool {
        self.disabled_at.is_none()
    }

    /// Whether the account has a role.
    pub fn has_role(&self, role: Role) -> bool {
        self.profile.roles.contains(&role)
    }

    /// Whether the account clears reports in a capacity.
    pub fn clears(&self, capacity: &str) -> bool {
        self.has_role(Role::ClearingOfficer) && self.profile.capacities.contains(capacity)
    }

    pub(crate) fn from_row(row: account::Model) -> Result<Account> {
        let roles = set(&row.roles)?
            .iter()
            .map(|word| Role::parse(word).ok_or_else(|| Error::Damaged(format!("‘{word}’ is no role"))))
            .collect::<Result<_>>()?;
        Ok(Account {
            id: row.id,
            has_password: row.password_hash.is_some(),
            has_codes: row.code_confirmed_at.is_some(),
            epoch: row.epoch,
            signed_in_at: time_if(row.signed_in_at)?,
            disabled_at: time_if(row.disabled_at)?,
            created_at: time(row.created_at)?,
            created_by: row.created_by,
            profile: Profile {
                username: row.username,
                display_name: row.display_name,
                email: row.email,
                roles,
                capacities: set(&row.capacities)?,
                teams: set(&row.teams)?,
                services: set(&row.services)?,
                worker_id: row.worker_id,
                sees_names: row.sees_names,
                oidc: row.oidc_issuer.zip(row.oidc_subject).map(|(issuer, subject)| Oidc { issuer, subject }),
            },
        })
    }
}

/// A username as it is kept and compared: lower case, no blanks around it.
pub(crate) fn fold(username: &str) -> String {
    username.trim().to_lowercase()
}

impl Profile {
    /// The profile as it is kept, or what is wrong with it.
    fn checked(&self) -> Result<Profile> {
        let mut checked = self.clone();
        checked.username = fold(&required("A username", &self.username, 100)?);
        if checked.username.chars().any(|c| c.is_whitespace() || c.is_control()) {
            return Err(Error::Invalid("A username must have no blanks in it.".into()));
        }
        checked.display_name = required("A name", &self.display_name, 200)?;
        checked.email = optional("An email address", self.email.as_deref())?;
        checked.worker_id = optional("A worker id", self.worker_id.as_deref())?;
        if checked.email.as_deref().is_some_and(|email| !email.contains('@')) {
            return Err(Error::Invalid("An email address must have an @ in it, such as name@example.gov.uk.".into()));
        }
        Ok(checked)
    }

    fn put(self, row: &mut account::ActiveModel) {
        let roles = self.roles.iter().map(|role| role.word().to_owned()).collect();
        let (issuer, subject) = self.oidc.map(|oidc| (oidc.issuer, oidc.subject)).unzip();
        row.username = Set(self.username);
        row.display_name = Set(self.display_name);
        row.email = Set(self.email);
        row.roles = Set(set_text(&roles));
        row.capacities = Set(set_text(&self.capacities));
        row.teams = Set(set_text(&self.teams));
        row.services = Set(set_text(&self.services));
        row.worker_id = Set(self.worker_id);
        row.sees_names = Set(self.sees_names);
        row.oidc_issuer = Set(issuer);
        row.oidc_subject = Set(subject);
    }
}

/// Text that may be missing; blank is missing.
fn optional(what: &str, text: Option<&str>) -> Result<Option<String>> {
    Ok(text.map(|text| limited(what, text, 200)).transpose()?.filter(|text| !text.is_empty()))
}

/// The account's row, held until the transaction ends, so that nobody else changes it meanwhile.
pub(crate) async fn held(connection: &impl ConnectionTrait, id: i64) -> Result<account::Model> {
    there(account::Entity::find_by_id(id).lock_exclusive().one(connection).await?, "account", id)
}

/// Refuses what would leave nobody who can administer.
async fn an_administrator_is_left(connection: &impl ConnectionTrait) -> Result<()> {
    let active = account::Entity::find().filter(account::Column::DisabledAt.is_null()).all(connection).await?;
    let mut left = active.into_iter().map(Account::from_row);
    if left.try_fold(false, |any, account| Ok::<_, Error>(any || account?.has_role(Role::Administrator)))? {
        return Ok(());
    }
    Err(Error::Refused("This is the last administrator. Make another account an administrator first.".into()))
}

/// Ends what is signed in as an account: its epoch is raised and its sessions go.
pub(crate) async fn end_sessions(connection: &impl ConnectionTrait, row: &mut account::ActiveModel) -> Result<()> {
    let (id, epoch) = (*row.id.as_ref(), *row.epoch.as_ref());
    row.epoch = Set(epoch + 1);
    session::Entity::delete_many().filter(session::Column::AccountId.eq(id)).exec(connection).await?;
    Ok(())
}

impl Records {
    /// Makes an account, without a password: give the person a link ([`Records::make_link`]).
    ///
    /// # Errors
    ///
    /// [`Error::Invalid`] for a profile that can't be kept, [`Error::Conflict`] when the username or the identity
    /// is taken.
    pub async fn create_account(&self, profile: &Profile, by: Option<i64>, now: Timestamp) -> Result<Account> {
        let profile = profile.checked()?;
        let write = self.write_accounts().await?;
        let account = insert(&*write, profile, by, now).await?;
        write.commit().await?;
        Ok(account)
    }

    /// Changes what an administrator sets on an account. Fewer roles or a smaller scope hold from the next request.
    ///
    /// # Errors
    ///
    /// As [`Records::create_account`]; [`Error::Refused`] when no administrator would be left.
    pub async fn update_account(&self, id: i64, profile: &Profile, by: Option<i64>, now: Timestamp) -> Result<Account> {
        let profile = profile.checked()?;
        let write = self.write_accounts().await?;
        let before = held(&*write, id).await?;
        not_taken(&*write, &profile, Some(id)).await?;
        let mut row: account::ActiveModel = before.clone().into();
        profile.put(&mut row);
        let after = row.update(&*write).await?;
        an_administrator_is_left(&*write).await?;
        changed(&*write, "profile", &before, &after, by, now).await?;
        write.commit().await?;
        Account::from_row(after)
    }

    /// Closes an account: nobody signs in with it, its sessions and tokens end. Its number and history stay.
    ///
    /// # Errors
    ///
    /// [`Error::Refused`] when no administrator would be left.
    pub async fn disable_account(&self, id: i64, by: Option<i64>, now: Timestamp) -> Result<Account> {
        let write = self.write_accounts().await?;
        let before = held(&*write, id).await?;
        let mut row: account::ActiveModel = before.clone().into();
        row.disabled_at = Set(before.disabled_at.or(Some(micros(now))));
        end_sessions(&*write, &mut row).await?;
        let after = row.update(&*write).await?;
        an_administrator_is_left(&*write).await?;
        let ended = api_token::ActiveModel { revoked_at: Set(Some(micros(now))), ..Default::default() };
        api_token::Entity::update_many()
            .set(ended)
            .filter(api_token::Column::AccountId.eq(id))
            .filter(api_token::Column::RevokedAt.is_null())
            .exec(&*write)
            .await?;
        changed(&*write, "closed", &before, &after, by, now).await?;
        write.commit().await?;
        Account::from_row(after)
    }

    /// Opens a closed account again. Its tokens stay revoked.
    ///
    /// # Errors
    ///
    /// [`Error::NotFound`] when there is no such account.
    pub async fn enable_account(&self, id: i64, by: Option<i64>, now: Timestamp) -> Result<Account> {
        let write = self.write().await?;
        let before = held(&*write, id).await?;
        let mut row: account::ActiveModel = before.clone().into();
        row.disabled_at = Set(None);
        let after = row.update(&*write).await?;
        changed(&*write, "opened again", &before, &after, by, now).await?;
        write.commit().await?;
        Account::from_row(after)
    }

    /// Signs an account out everywhere: its epoch is raised and all its sessions are deleted.
    ///
    /// # Errors
    ///
    /// [`Error::NotFound`] when there is no such account.
    pub async fn sign_out_everywhere(&self, id: i64, by: Option<i64>, now: Timestamp) -> Result<Account> {
        let write = self.write().await?;
        let before = held(&*write, id).await?;
        let mut row: account::ActiveModel = before.clone().into();
        end_sessions(&*write, &mut row).await?;
        let after = row.update(&*write).await?;
        changed(&*write, "signed out everywhere", &before, &after, by, now).await?;
        write.commit().await?;
        Account::from_row(after)
    }

    /// Notes that the person has signed in (password, code or identity provider all passed).
    ///
    /// # Errors
    ///
    /// [`Error::Database`].
    pub async fn signed_in(&self, id: i64, now: Timestamp) -> Result<()> {
        let write = self.write().await?;
        let row = account::ActiveModel { id: Set(id), signed_in_at: Set(Some(micros(now))), ..Default::default() };
        row.update(&*write).await?;
        Ok(write.commit().await?)
    }

    /// The account of a number, closed or not.
    ///
    /// # Errors
    ///
    /// [`Error::Database`].
    pub async fn account(&self, id: i64) -> Result<Option<Account>> {
        account::Entity::find_by_id(id).one(&self.connection).await?.map(Account::from_row).transpose()
    }

    /// The account of a number, closed or not, as it was at most a second ago: what this process wrote since is seen,
    /// what another wrote may not be.
    ///
    /// # Errors
    ///
    /// [`Error::Database`].
    pub async fn recent_account(&self, id: i64) -> Result<Option<Account>> {
        let state = self.recent.state();
        if let Some(account) = self.recent.accounts.get(&id, state) {
            return Ok(Some(account));
        }
        let account = self.account(id).await?;
        if let Some(account) = &account {
            self.recent.accounts.keep(id, account.clone(), state);
        }
        Ok(account)
    }

    /// The account of a username, in any case of letters.
    ///
    /// # Errors
    ///
    /// [`Error::Database`].
    pub async fn account_by_username(&self, username: &str) -> Result<Option<Account>> {
        by_username(&self.connection, username).await?.map(Account::from_row).transpose()
    }

    /// The account of a subject of an identity provider.
    ///
    /// # Errors
    ///
    /// [`Error::Database`].
    pub async fn account_by_oidc(&self, oidc: &Oidc) -> Result<Option<Account>> {
        by_oidc(&self.connection, oidc).await?.map(Account::from_row).transpose()
    }

    /// All accounts by username, closed ones included.
    ///
    /// # Errors
    ///
    /// [`Error::Database`].
    pub async fn accounts(&self) -> Result<Vec<Account>> {
        let rows = account::Entity::find().order_by_asc(account::Column::Username).all(&self.connection).await?;
        rows.into_iter().map(Account::from_row).collect()
    }

    /// Where there is no account yet: makes one for the first administrator, named `administrator`, without a
    /// password, and a one-time link, valid for a day, with which the person sets one. Where that account is all
    /// there is and its link was never used, a new link takes the place of the old.
    ///
    /// # Errors
    ///
    /// [`Error::Database`].
    pub async fn first_start(&self, now: Timestamp) -> Result<Option<Link>> {
        const VALID: jiff::SignedDuration = jiff::SignedDuration::from_hours(24);
        let write = self.write_accounts().await?;
        let mut accounts = account::Entity::find().limit(2).all(&*write).await?;
        let first = match (accounts.pop(), accounts.pop()) {
            (None, _) => {
                let profile = Profile {
                    username: "administrator".into(),
                    display_name: "Administrator".into(),
                    roles: [Role::Administrator].into(),
                    ..Profile::default()
                };
                insert(&*write, profile, None, now).await?.id
            }
            (Some(only), None) if only.password_hash.is_none() && only.oidc_subject.is_none() => only.id,
            _ => return Ok(None),
        };
        let link = crate::links::make(&*write, first, LinkPurpose::FirstAdministrator, VALID, None, now).await?;
        write.commit().await?;
        Ok(Some(link))
    }
}

async fn insert(
    connection: &impl ConnectionTrait,
    profile: Profile,
    by: Option<i64>,
    now: Timestamp,
) -> Result<Account> {
    not_taken(connection, &profile, None).await?;
    let mut row = account::ActiveModel {
        code_last_step: Set(0),
        epoch: Set(1),
        created_at: Set(micros(now)),
        created_by: Set(by),
        ..Default::default()
    };
    profile.put(&mut row);
    let row = row.insert(connection).await?;
    added(connection, &row, by, now).await?;
    Account::from_row(row)
}

/// Refuses a username or identity that another account has.
async fn not_taken(connection: &impl ConnectionTrait, profile: &Profile, own: Option<i64>) -> Result<()> {
    if by_username(connection, &profile.username).await?.is_some_and(|other| Some(other.id) != own) {
        return Err(Error::Conflict(format!("There is an account ‘{}’ already. Choose another.", profile.username)));
    }
    if let Some(oidc) = &profile.oidc
        && by_oidc(connection, oidc).await?.is_some_and(|other| Some(other.id) != own)
    {
        return Err(Error::Conflict("Another account belongs to this person of the identity provider.".into()));
    }
    Ok(())
}

pub(crate) async fn by_username(connection: &impl ConnectionTrait, username: &str) -> Result<Option<account::Model>> {
    Ok(account::Entity::find().filter(account::Column::Username.eq(fold(username))).one(connection).await?)
}

async fn by_oidc(connection: &impl ConnectionTrait, oidc: &Oidc) -> Result<Option<account::Model>> {
    Ok(account::Entity::find()
        .filter(account::Column::OidcIssuer.eq(&oidc.issuer))
        .filter(account::Column::OidcSubject.eq(&oidc.subject))
        .one(connection)
        .await?)
}
