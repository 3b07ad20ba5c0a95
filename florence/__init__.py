"""Florence, a hospital management system: the record, the desk, the wards and the patient's own view of them."""
