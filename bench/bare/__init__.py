"""The bare Django site beside which Florence is measured: session, permission, template and an audit row."""
