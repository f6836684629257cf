mod drawn;
