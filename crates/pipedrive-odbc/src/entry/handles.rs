//! Allocating and freeing handles.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use crate::abi::{Handle, handle_type, returns};
use crate::diag::{Record, Warnings, state};
use crate::handle::{
    Connection, Descriptor, DescriptorKind, Environment, Object, Statement, enter, insert, lock, remove,
};
use crate::memory;

/// What `SQLFreeStmt` can do.
const CLOSE: u16 = 0;
const DROP: u16 = 1;
const UNBIND: u16 = 2;
const RESET_PARAMS: u16 = 3;

pub(super) unsafe fn allocate(kind: i16, parent: Handle, output: *mut Handle) -> i16 {
    if output.is_null() {
        return returns::ERROR;
    }
    // SAFETY: the program's pointer, as the module of exports says.
    unsafe { memory::put(output, std::ptr::null_mut()) };
    let give = |handle: Handle| {
        // SAFETY: as above.
        unsafe { memory::put(output, handle) };
        Ok(returns::SUCCESS)
    };
    match kind {
        handle_type::ENV => {
            // There is no handle yet that could say more.
            if give(insert(Object::Environment(Arc::default()))).is_ok() { returns::SUCCESS } else { returns::ERROR }
        }
        handle_type::DBC => enter::<Environment>(parent, |environment, _| {
            environment.connections.fetch_add(1, Ordering::Relaxed);
            give(insert(Object::Connection(Arc::new(Connection::new(Arc::clone(environment))))))
        }),
        handle_type::STMT => enter::<Connection>(parent, |connection, _| give(new_statement(connection)?)),
        handle_type::DESC => enter::<Connection>(parent, |connection, _| {
            lock(&connection.state).session()?;
            let descriptor = Descriptor::new(Arc::clone(connection), DescriptorKind::Application, false);
            let handle = insert(Object::Descriptor(Arc::new(descriptor)));
            lock(&connection.descriptors).push(handle.addr());
            give(handle)
        }),
        _ => returns::ERROR,
    }
}

fn new_statement(connection: &Arc<Connection>) -> Result<Handle, Record> {
    let (engine, metadata_id) = {
        let state = lock(&connection.state);
        (state.session()?.statement(), state.metadata_id)
    };
    let statement = Arc::new(Statement::new(Arc::clone(connection), engine, metadata_id));
    *lock(&statement.own_tokens) =
        statement.own.each_ref().map(|own| insert(Object::Descriptor(Arc::clone(own))).addr());
    let handle = insert(Object::Statement(statement));
    lock(&connection.statements).push(handle.addr());
    Ok(handle)
}

pub(super) unsafe fn free(kind: i16, handle: Handle) -> i16 {
    match kind {
        handle_type::ENV => {
            let code = enter::<Environment>(handle, |environment, _| {
                if environment.connections.load(Ordering::Relaxed) > 0 {
                    return Err(Record::with(state::SEQUENCE, "connections of the environment are still allocated"));
                }
                Ok(returns::SUCCESS)
            });
            if code == returns::SUCCESS {
                remove::<Environment>(handle);
            }
            code
        }
        handle_type::DBC => {
            let code = enter::<Connection>(handle, |connection, _| {
                if lock(&connection.state).session.is_some() {
                    return Err(Record::with(state::SEQUENCE, "the connection is open; disconnect it first"));
                }
                Ok(returns::SUCCESS)
            });
            if code == returns::SUCCESS
                && let Some(connection) = remove::<Connection>(handle)
            {
                connection.environment.connections.fetch_sub(1, Ordering::Relaxed);
            }
            code
        }
        handle_type::STMT => drop_statement(handle),
        handle_type::DESC => drop_descriptor(handle),
        _ => returns::INVALID_HANDLE,
    }
}

/// Frees a statement; what it is doing in another thread is cancelled.
pub(super) fn drop_statement(handle: Handle) -> i16 {
    let Some(statement) = remove::<Statement>(handle) else { return returns::INVALID_HANDLE };
    let own_tokens = *lock(&statement.own_tokens);
    for own in own_tokens {
        remove::<Descriptor>(std::ptr::without_provenance_mut(own));
    }
    lock(&statement.connection.statements).retain(|token| *token != handle.addr());
    statement.cancel.cancel_call();
    lock(&statement.state).close();
    returns::SUCCESS
}

fn drop_descriptor(handle: Handle) -> i16 {
    let code = enter::<Descriptor>(handle, |descriptor, _| {
        if descriptor.is_implicit {
            return Err(Record::new(state::IMPLICIT_DESCRIPTOR));
        }
        Ok(returns::SUCCESS)
    });
    if code == returns::SUCCESS
        && let Some(descriptor) = remove::<Descriptor>(handle)
    {
        descriptor.set_freed();
        lock(&descriptor.connection.descriptors).retain(|token| *token != handle.addr());
    }
    code
}

/// Frees all statements and descriptors of a connection.
pub(super) fn drop_children(connection: &Connection) {
    // The lists are unlocked again before their members are freed, who take themselves off them.
    let statements = std::mem::take(&mut *lock(&connection.statements));
    let descriptors = std::mem::take(&mut *lock(&connection.descriptors));
    for token in statements {
        drop_statement(std::ptr::without_provenance_mut(token));
    }
    for token in descriptors {
        drop_descriptor(std::ptr::without_provenance_mut(token));
    }
}

pub(super) unsafe fn free_statement(statement: Handle, option: u16) -> i16 {
    if option == DROP {
        return drop_statement(statement);
    }
    enter::<Statement>(statement, |statement, _: &mut Warnings| {
        if option == CLOSE {
            // What another thread is waiting for is not wanted any more.
            statement.cancel.cancel_call();
        }
        let mut state = lock(&statement.state);
        match option {
            CLOSE => state.close(),
            UNBIND => lock(&statement.ard(&state).state).fields.clear(),
            RESET_PARAMS => {
                lock(&statement.apd(&state).state).fields.clear();
                lock(&statement.ipd().state).fields.clear();
                super::execute::describe_parameters(statement, &state);
            }
            _ => return Err(Record::new(state::INVALID_ATTRIBUTE)),
        }
        Ok(returns::SUCCESS)
    })
}
